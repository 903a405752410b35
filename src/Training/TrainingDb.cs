using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Training;

/// <summary>The tables of events.</summary>
internal static class TrainingDb
{
    public static ModelPart Part { get; } = new(model =>
    {
        model.Entity<Event>(row =>
        {
            row.ToTable("event", "training");
            row.Property(it => it.State).HasConversion<string>();
            row.Property(it => it.Form).HasConversion<string>();
            row.Property(it => it.Mode).HasConversion<string>();
            row.Property(it => it.Revision).IsConcurrencyToken();
            row.Ignore(it => it.IsMeeting).Ignore(it => it.When).Ignore(it => it.TimeAndPlace);
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Session>(row =>
        {
            row.ToTable("session", "training");
            row.Ignore(it => it.When);
            row.HasOne<Event>().WithMany().HasForeignKey(it => it.EventId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Registration>(row =>
        {
            row.ToTable("registration", "training");
            row.Ignore(it => it.HeldCertificate);
            row.Property(it => it.State).HasConversion<string>();
            row.Property(it => it.Revision).IsConcurrencyToken();
            row.HasOne<Event>().WithMany().HasForeignKey(it => it.EventId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Attendance>(row =>
        {
            row.ToTable("attendance", "training");
            row.HasKey(it => new { it.RegistrationId, it.SessionId });
            row.HasOne<Registration>().WithMany().HasForeignKey(it => it.RegistrationId).OnDelete(DeleteBehavior.ClientNoAction);
            row.HasOne<Session>().WithMany().HasForeignKey(it => it.SessionId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<Visit>(row =>
        {
            row.ToTable("visit", "training");
            row.HasKey(it => new { it.EventId, it.Day });
            row.HasOne<Event>().WithMany().HasForeignKey(it => it.EventId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<TalentConsent>(row =>
        {
            row.ToTable("talent_consent", "training");
            row.HasKey(it => new { it.AccountId, it.OrganisationId });
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        });
    });

    extension(AppDb db)
    {
        internal DbSet<Event> Events => db.Set<Event>();

        internal DbSet<Session> Sessions => db.Set<Session>();

        internal DbSet<Registration> Registrations => db.Set<Registration>();

        internal DbSet<Attendance> Attendances => db.Set<Attendance>();

        internal DbSet<Visit> Visits => db.Set<Visit>();

        internal DbSet<TalentConsent> TalentConsents => db.Set<TalentConsent>();
    }
}
