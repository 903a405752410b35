using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Dossiers;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Filings.Desk;

/// <summary>The tables of the filings.</summary>
internal static class FilingsDb
{
    public static ModelPart Part { get; } = new(model =>
    {
        model.Entity<Dossier>(dossier =>
        {
            dossier.ToTable("dossier", "filings");
            dossier.Property(row => row.Revision).IsConcurrencyToken();
            dossier.Ignore(row => row.Bans).Ignore(row => row.Events).Ignore(row => row.Effects).Ignore(row => row.LiveFiling).Ignore(row => row.LiveRegistration);
            dossier.HasMany(row => row.Filings).WithOne().HasForeignKey(row => row.DossierId);
            dossier.HasMany(row => row.Registrations).WithOne().HasForeignKey(row => row.DossierId);
            dossier.HasMany(row => row.Reports).WithOne().HasForeignKey(row => row.DossierId);
            dossier.HasMany(row => row.Changes).WithOne().HasForeignKey(row => row.DossierId);
            dossier.HasMany(row => row.Fired).WithOne().HasForeignKey(row => row.DossierId);
        });
        model.Entity<Filing>(filing =>
        {
            filing.ToTable("filing", "filings");
            filing.Property(row => row.Purpose).HasConversion<string>();
            filing.Property(row => row.State).HasConversion<string>();
            filing.Property(row => row.Form).AsJson();
            filing.Property(row => row.Checks).AsJson();
            filing.Property(row => row.Revision).IsConcurrencyToken();
            filing.Property(row => row.FormRevision).IsConcurrencyToken();
            filing.HasMany(row => row.Objections).WithOne().HasForeignKey(row => row.FilingId);
        });
        model.Entity<Objection>(objection =>
        {
            objection.ToTable("objection", "filings");
            objection.Property(row => row.State).HasConversion<string>();
        });
        model.Entity<Batch>().ToTable("batch", "filings");
        model.Entity<Registration>(registration =>
        {
            registration.ToTable("registration", "filings");
            registration.Property(row => row.State).HasConversion<string>();
            registration.Property(row => row.Revision).IsConcurrencyToken();
            registration.Ignore(row => row.LastTerm).Ignore(row => row.OpenRectification).Ignore(row => row.IsLive);
            registration.HasMany(row => row.Terms).WithOne().HasForeignKey(row => row.RegistrationId);
            registration.HasMany(row => row.Rectifications).WithOne().HasForeignKey(row => row.RegistrationId);
        });
        model.Entity<Term>().ToTable("term", "filings");
        model.Entity<Rectification>().ToTable("rectification", "filings");
        model.Entity<AnnualReport>(report =>
        {
            report.ToTable("annual_report", "filings");
            report.Property(row => row.State).HasConversion<string>();
            report.Property(row => row.Content).AsJson();
            report.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<ChangeReport>(report =>
        {
            report.ToTable("change_report", "filings");
            report.Property(row => row.State).HasConversion<string>();
            report.Property(row => row.Changes).AsJson();
            report.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<Ban>(ban =>
        {
            ban.ToTable("ban", "filings");
            ban.Property(row => row.Ground).HasConversion<string>();
        });
        model.Entity<FiredDeadline>(fired =>
        {
            fired.ToTable("fired_deadline", "filings");
            fired.HasKey(row => new { row.DossierId, row.Key });
        });
        model.Entity<Dossier>().HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<Filing>().HasOne<Batch>().WithMany().HasForeignKey(row => row.BatchId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<Filing>().HasOne<Filing>().WithMany().HasForeignKey(row => row.FormerId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<Registration>().HasOne<Membership>().WithMany().HasForeignKey(row => row.MembershipId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<Term>().HasOne<Filing>().WithMany().HasForeignKey(row => row.FilingId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<AnnualReport>().HasOne<Registration>().WithMany().HasForeignKey(row => row.RegistrationId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<ChangeReport>().HasOne<Registration>().WithMany().HasForeignKey(row => row.RegistrationId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<Ban>().HasOne<Dossier>().WithMany().HasForeignKey(row => row.DossierId).OnDelete(DeleteBehavior.ClientNoAction);
    });

    extension(AppDb db)
    {
        internal DbSet<Dossier> Dossiers => db.Set<Dossier>();

        internal DbSet<Filing> Filings => db.Set<Filing>();

        internal DbSet<Registration> Registrations => db.Set<Registration>();

        internal DbSet<AnnualReport> AnnualReports => db.Set<AnnualReport>();

        internal DbSet<ChangeReport> ChangeReports => db.Set<ChangeReport>();

        internal DbSet<Batch> Batches => db.Set<Batch>();

        internal DbSet<Ban> Bans => db.Set<Ban>();
    }

    /// <summary>The dossiers that a person may see: those of the own organisations, and those that the own office recommends or decides.</summary>
    public static IQueryable<Dossier> VisibleTo(this IQueryable<Dossier> dossiers, Person person)
    {
        var (own, offices) = (person.OwnOrganisations, person.Offices);
        return dossiers.Where(row => own.Contains(row.OrganisationId) || offices.Contains(row.Recommender) || offices.Contains(row.Decider));
    }

    /// <summary>What a person is in a dossier. Whoever belongs to the organisation is an applicant and nothing else: nobody examines his own.</summary>
    public static Party PartyOf(this Dossier dossier, Person person) => person.BelongsTo(dossier.OrganisationId)
        ? Party.Applicant
        : (person.Offices.Contains(dossier.Recommender) ? Party.Recommender : Party.None) | (person.Offices.Contains(dossier.Decider) ? Party.Decider : Party.None);
}
