using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Delivery;

/// <summary>A document that one member asks of another (文献传递, 004·四(一)3).</summary>
internal sealed class Order
{
    /// <summary>Owner kind of the copy.</summary>
    public const string Copies = "delivery-copy";

    public Guid Id { get; init; }

    public required string Code { get; init; }

    public OrderState State { get; set; }

    public Guid RequesterId { get; init; }

    public Guid? AccountId { get; set; }

    public string ByName { get; set; } = "";

    public required string Kind { get; init; }

    public required string Citation { get; init; }

    public required string Cover { get; init; }

    public int? Year { get; init; }

    public Guid? RecordId { get; init; }

    public required string Purpose { get; init; }

    public Guid? SupplierId { get; set; }

    /// <summary>Members that could not supply it.</summary>
    public Guid[] Tried { get; set; } = [];

    public string? Reason { get; set; }

    public DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset DueAt { get; set; }

    public DateTimeOffset? LateAt { get; set; }

    public DateTimeOffset? SuppliedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public int Downloads { get; set; }

    public int? Rating { get; set; }

    public int Revision { get; set; }

    public Subject AsSubject() => new("order", Id, Code, SupplierId ?? RequesterId);

    public OrderParty PartyOf(Person person) => (person.ActsFor(RequesterId) ? OrderParty.Requester : OrderParty.None) | (SupplierId is { } supplier
        && person.ActsFor(supplier) ? OrderParty.Supplier : OrderParty.None);
}

/// <summary>Something a member holds and can copy from.</summary>
internal sealed class Holding
{
    public Guid Id { get; init; }

    public Guid OrganisationId { get; init; }

    public required string Kind { get; init; }

    public required string Title { get; init; }

    /// <summary>ISSN, ISBN, or code of a country for patents; empty for any.</summary>
    public required string Cover { get; init; }

    public int? FromYear { get; init; }

    public int? ToYear { get; init; }

    public int Revision { get; init; }
}

/// <summary>The tables of document delivery.</summary>
internal static class DeliveryDb
{
    public static ModelPart Part { get; } = new(model =>
    {
        model.Entity<Holding>(row =>
        {
            row.ToTable("holding", "delivery");
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Order>(row =>
        {
            row.ToTable("document_order", "delivery");
            row.Property(it => it.State).HasConversion<string>();
            row.Property(it => it.Revision).IsConcurrencyToken();
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.RequesterId).OnDelete(DeleteBehavior.ClientNoAction);
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.SupplierId).OnDelete(DeleteBehavior.ClientNoAction);
        });
    });

    extension(AppDb db)
    {
        internal DbSet<Order> Orders => db.Set<Order>();

        internal DbSet<Holding> HeldDocuments => db.Set<Holding>();
    }

    /// <summary>The orders that a person may see: of the person's members, as requester, supplier or one that could not supply, and those between members of an officer's region.</summary>
    public static IQueryable<Order> VisibleTo(this IQueryable<Order> orders, Person person, NetworkRegister register)
    {
        var (own, office) = (person.Organisations, person.Offices.Count > 0 ? register.VisibleTo(person).Select(row => row.Id) : null);
        return office is null
            ? orders.Where(row => own.Contains(row.RequesterId) || (row.SupplierId != null && own.Contains(row.SupplierId.Value)) || row.Tried.Any(member => own.Contains(member)))
            : orders.Where(row => office.Contains(row.RequesterId) || (row.SupplierId != null && office.Contains(row.SupplierId.Value)));
    }
}
