using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Network.Register;

/// <summary>The tables of the register.</summary>
internal static class NetworkDb
{
    public static ModelPart Part { get; } = new(model =>
    {
        model.Entity<Organisation>(organisation =>
        {
            organisation.ToTable("organisation", "network");
            organisation.Property(row => row.Kind).HasConversion<string>();
            organisation.Property(row => row.LegalForm).HasConversion<string>();
            organisation.Property(row => row.Revision).IsConcurrencyToken();
            organisation.Ignore(row => row.Data);
        });
        model.Entity<Membership>(membership =>
        {
            membership.ToTable("membership", "network");
            membership.Property(row => row.Kind).HasConversion<string>();
            membership.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<StaffMember>().ToTable("staff_member", "network");
        model.Entity<JoinRequest>().ToTable("join_request", "network");
        model.Entity<CooperationGroup>(group =>
        {
            group.ToTable("cooperation_group", "network");
            group.Property(row => row.Revision).IsConcurrencyToken();
        });
        model.Entity<GroupMember>(member =>
        {
            member.ToTable("group_member", "network");
            member.HasKey(row => new { row.GroupId, row.OrganisationId });
        });
        model.Entity<ImportBatch>().ToTable("import_batch", "network");
        model.Entity<Membership>().HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<Membership>().HasOne<Organisation>().WithMany().HasForeignKey(row => row.ParentId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<StaffMember>().HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<JoinRequest>().HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<GroupMember>().HasOne<Organisation>().WithMany().HasForeignKey(row => row.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        model.Entity<GroupMember>().HasOne<CooperationGroup>().WithMany().HasForeignKey(row => row.GroupId).OnDelete(DeleteBehavior.ClientNoAction);
    });

    extension(AppDb db)
    {
        internal DbSet<Organisation> Organisations => db.Set<Organisation>();

        internal DbSet<Membership> Memberships => db.Set<Membership>();

        internal DbSet<StaffMember> Staff => db.Set<StaffMember>();

        internal DbSet<JoinRequest> JoinRequests => db.Set<JoinRequest>();

        internal DbSet<CooperationGroup> Groups => db.Set<CooperationGroup>();

        internal DbSet<GroupMember> GroupMembers => db.Set<GroupMember>();

        internal DbSet<ImportBatch> ImportBatches => db.Set<ImportBatch>();
    }

    /// <summary>The organisations that a person may see in the register, unpublished data included.</summary>
    public static IQueryable<Organisation> VisibleTo(this IQueryable<Organisation> organisations, Person person)
    {
        if (person.Has(Duty.National) || person.Has(Duty.Administrator))
            return organisations;
        var (own, sectors, prefixes) = (person.OwnOrganisations, person.Sectors, person.Regions.Select(region => region + "%").ToArray());
        return organisations.Where(row => own.Contains(row.Id) || (row.Sector != null && sectors.Contains(row.Sector)) || prefixes.Any(prefix => EF.Functions.Like(row.Region, prefix)));
    }
}

/// <summary>Somebody asks to act for an organisation.</summary>
internal sealed class JoinRequest
{
    public Guid Id { get; init; }

    public Guid OrganisationId { get; init; }

    public Guid AccountId { get; init; }

    public required string AccountName { get; init; }

    public required string Reason { get; init; }

    public DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public bool? Granted { get; set; }
}

/// <summary>A cooperation group across regions (跨区域协作组), such as 京津冀.</summary>
internal sealed class CooperationGroup
{
    public Guid Id { get; init; }

    public required string NameZh { get; set; }

    public required string NameEn { get; set; }

    public string Description { get; set; } = "";

    public string[] Regions { get; set; } = [];

    public int Revision { get; set; }
}

/// <summary>An organisation in a group.</summary>
internal sealed class GroupMember
{
    public Guid GroupId { get; init; }

    public Guid OrganisationId { get; init; }

    public DateOnly JoinedOn { get; init; }
}

/// <summary>A file of organisations between its dry run and its import.</summary>
internal sealed class ImportBatch
{
    public Guid Id { get; init; }

    public required string Name { get; init; }

    public required byte[] Content { get; init; }

    public Guid AccountId { get; init; }

    public DateTimeOffset UploadedAt { get; init; }

    public DateTimeOffset? AppliedAt { get; set; }
}
