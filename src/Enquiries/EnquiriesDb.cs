using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Feedback;
using Zhishu.Enquiries.Knowledge;
using Zhishu.Enquiries.Ratings;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Enquiries;

/// <summary>The tables of enquiries and of the knowledge base.</summary>
internal static class EnquiriesDb
{
    public static ModelPart Part { get; } = new(model =>
    {
        model.Entity<Enquiry>(enquiry =>
        {
            enquiry.ToTable("enquiry", "enquiries");
            enquiry.Property(row => row.State).HasConversion<string>();
            enquiry.Property(row => row.Revision).IsConcurrencyToken();
            enquiry.Property(row => row.PhoneDigits).ValueGeneratedOnAddOrUpdate();
            enquiry.Property(row => row.ClientKind).HasConversion<string>();
            enquiry.HasOne(row => row.Member).WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
            enquiry.HasOne(row => row.Proposal).WithOne().HasForeignKey<Proposal>(row => row.EnquiryId).OnDelete(DeleteBehavior.ClientCascade);
            enquiry.Navigation(row => row.Member).AutoInclude();
            enquiry.Navigation(row => row.Proposal).AutoInclude();
            enquiry.HasOne<Enquiry>().WithMany().HasForeignKey(row => row.MergedInto).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Message>(message =>
        {
            message.ToTable("message", "enquiries");
            message.Property(row => row.Kind).HasConversion<string>();
            message.HasOne<Enquiry>().WithMany(row => row.Messages).HasForeignKey(row => row.EnquiryId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<FormerAnswer>(former =>
        {
            former.ToTable("former_answer", "enquiries");
            former.HasOne<Message>().WithMany().HasForeignKey(row => row.MessageId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Proposal>(proposal =>
        {
            proposal.ToTable("proposal", "enquiries");
            proposal.HasKey(row => row.EnquiryId);
        });
        model.Entity<DeskSetting>(setting =>
        {
            setting.ToTable("desk_setting", "enquiries");
            setting.HasKey(row => row.Owner);
            setting.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<OnDuty>().ToTable("roster", "enquiries");
        model.Entity<PoorRating>(rating =>
        {
            rating.ToTable("poor_rating", "enquiries");
            rating.Property(row => row.State).HasConversion<string>();
            rating.Property(row => row.Revision).IsConcurrencyToken();
            rating.HasOne(row => row.Enquiry).WithMany().HasForeignKey(row => row.EnquiryId).OnDelete(DeleteBehavior.ClientNoAction);
            rating.HasOne(row => row.Member).WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
            rating.Navigation(row => row.Enquiry).AutoInclude();
            rating.Navigation(row => row.Member).AutoInclude();
        });
        model.Entity<Template>(template =>
        {
            template.ToTable("template", "enquiries");
            template.Property(row => row.Revision).IsConcurrencyToken();
            template.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Entry>(entry =>
        {
            entry.ToTable("entry", "enquiries");
            entry.Property(row => row.Revision).IsConcurrencyToken();
            entry.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<EntryVersion>(version =>
        {
            version.ToTable("entry_version", "enquiries");
            version.Property(row => row.Revision).IsConcurrencyToken();
            version.HasOne<Entry>().WithMany().HasForeignKey(row => row.EntryId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Opinion>(opinion =>
        {
            opinion.ToTable("feedback", "enquiries");
            opinion.Property(row => row.State).HasConversion<string>();
            opinion.Property(row => row.Revision).IsConcurrencyToken();
            opinion.HasOne(row => row.Member).WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
            opinion.Navigation(row => row.Member).AutoInclude();
        });
        model.Entity<EntryVote>(vote =>
        {
            vote.ToTable("entry_vote", "enquiries");
            vote.HasKey(row => new { row.EntryId, row.Voter });
            vote.HasOne<Entry>().WithMany().HasForeignKey(row => row.EntryId).OnDelete(DeleteBehavior.ClientNoAction);
        });
    });

    extension(AppDb db)
    {
        internal DbSet<Enquiry> Enquiries => db.Set<Enquiry>();

        internal DbSet<Message> Messages => db.Set<Message>();

        internal DbSet<FormerAnswer> FormerAnswers => db.Set<FormerAnswer>();

        internal DbSet<DeskSetting> DeskSettings => db.Set<DeskSetting>();

        internal DbSet<OnDuty> Roster => db.Set<OnDuty>();

        internal DbSet<PoorRating> PoorRatings => db.Set<PoorRating>();

        internal DbSet<Template> Templates => db.Set<Template>();

        internal DbSet<Entry> Entries => db.Set<Entry>();

        internal DbSet<EntryVersion> EntryVersions => db.Set<EntryVersion>();

        internal DbSet<Opinion> Opinions => db.Set<Opinion>();

        internal DbSet<EntryVote> EntryVotes => db.Set<EntryVote>();
    }

    /// <summary>The members that the nodes of a person support today (辐射、支撑, 004·三(一)).</summary>
    public static IQueryable<Guid> SupportedBy(this AppDb db, Person person, DateOnly today)
    {
        var (memberships, own) = (db.Set<Membership>(), person.Organisations);
        return memberships.Where(row => row.ParentId != null && own.Contains(row.ParentId.Value) && row.FromDay <= today
            && (row.UntilDay == null || row.UntilDay >= today) && (row.EndedOn == null || row.EndedOn > today)).Select(row => row.OrganisationId);
    }

    /// <summary>
    /// The enquiries that a person may see from the desk: those of the person's members, now or before, of the region, and of the members that the person's node supports.
    /// </summary>
    public static IQueryable<Enquiry> SeenBy(this AppDb db, IQueryable<Enquiry> enquiries, Person person, DateOnly today)
    {
        if (person.Has(Duty.National))
            return enquiries;
        var (own, prefixes, supported) = (person.Organisations, person.Regions.Select(region => region + "%").ToArray(), db.SupportedBy(person, today));
        return enquiries.Where(row => (row.OrganisationId != null && (own.Contains(row.OrganisationId.Value) || supported.Contains(row.OrganisationId.Value)))
            || row.Passed.Any(member => own.Contains(member)) || prefixes.Any(prefix => EF.Functions.Like(row.Region, prefix)));
    }

    /// <summary>The same, to be read.</summary>
    public static IQueryable<Enquiry> EnquiriesOf(this AppDb db, Person person, DateOnly today) => db.SeenBy(db.Enquiries.AsNoTracking(), person, today);

    /// <summary>Who waits to be called by a person's desks.</summary>
    public static IQueryable<Enquiry> ToCall(this AppDb db, Person person)
    {
        var (enquiries, own, national) = (db.Enquiries, person.Organisations, person.Has(Duty.National));
        return enquiries.AsNoTracking().Where(row => row.CallSince != null && row.State != EnquiryState.Merged && row.State != EnquiryState.Spam
            && (row.OrganisationId == null ? national : own.Contains(row.OrganisationId.Value)));
    }
}
