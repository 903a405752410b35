using Microsoft.EntityFrameworkCore;
using Zhishu.Enquiries.Feedback;
using Zhishu.Enquiries.Knowledge;
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
            enquiry.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
            enquiry.HasOne<Enquiry>().WithMany().HasForeignKey(row => row.MergedInto).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Message>(message =>
        {
            message.ToTable("message", "enquiries");
            message.Property(row => row.Kind).HasConversion<string>();
            message.HasOne<Enquiry>().WithMany().HasForeignKey(row => row.EnquiryId).OnDelete(DeleteBehavior.ClientNoAction);
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
            opinion.HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
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

        internal DbSet<Template> Templates => db.Set<Template>();

        internal DbSet<Entry> Entries => db.Set<Entry>();

        internal DbSet<EntryVersion> EntryVersions => db.Set<EntryVersion>();

        internal DbSet<Opinion> Opinions => db.Set<Opinion>();

        internal DbSet<EntryVote> EntryVotes => db.Set<EntryVote>();
    }

    /// <summary>The enquiries that a person may see from the desk: those of the person's members, now or before, and of the region.</summary>
    public static IQueryable<Enquiry> VisibleTo(this IQueryable<Enquiry> enquiries, Person person)
    {
        if (person.Has(Duty.National))
            return enquiries;
        var (own, prefixes) = (person.Organisations, person.Regions.Select(region => region + "%").ToArray());
        return enquiries.Where(row => (row.OrganisationId != null && own.Contains(row.OrganisationId.Value))
            || row.Passed.Any(member => own.Contains(member)) || prefixes.Any(prefix => EF.Functions.Like(row.Region, prefix)));
    }
}
