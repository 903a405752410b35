using Microsoft.EntityFrameworkCore;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Delivery;

/// <summary>A document that one member asks of another (文献传递, 004·四(一)3).</summary>
internal sealed class Order : DueCase<OrderState>
{
    /// <summary>Owner kind of the copy.</summary>
    public const string Copies = "delivery-copy";

    /// <summary>How often a copy can be fetched by its link.</summary>
    public const int MostDownloads = 5;

    private static readonly TimeSpan LinkLasts = TimeSpan.FromDays(7);

    public Guid RequesterId { get; init; }

    public Guid? AccountId { get; private init; }

    public string ByName { get; private init; } = "";

    public required string Kind { get; init; }

    public required string Citation { get; init; }

    public required string Cover { get; init; }

    public int? Year { get; init; }

    public Guid? RecordId { get; init; }

    public required string Purpose { get; init; }

    public Guid? SupplierId { get; private set; }

    /// <summary>Members that could not supply it.</summary>
    public Guid[] Tried { get; private set; } = [];

    /// <summary>When the whole network was asked, or null.</summary>
    public DateTimeOffset? CirculatedAt { get; private set; }

    public string? Reason { get; private set; }

    public DateTimeOffset? SuppliedAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public int Downloads { get; private set; }

    public int? Rating { get; private set; }

    /// <summary>An order as its requester filled it in.</summary>
    public static Order Of(FormInput form, Guid requester, Guid? record, Actor by, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Code = CaseCode.New("CD"),
        RequesterId = requester,
        AccountId = by.Account,
        ByName = by.Name,
        Kind = form.Text("Kind"),
        Citation = form.Text("Citation"),
        Cover = form.Text("Cover"),
        Year = form.Number("Year"),
        RecordId = record,
        Purpose = form.Text("Purpose"),
        AskedAt = now,
    };

    /// <summary>Whether the link of the copy still works.</summary>
    public bool LinkIsGood(DateTimeOffset now) => ExpiresAt > now && Downloads < MostDownloads;

    /// <summary>Gives it to a member that has until then.</summary>
    public void GiveTo(Guid supplier, DateTimeOffset due)
    {
        (SupplierId, Reason) = (supplier, null);
        DueBy(due);
    }

    /// <summary>Nobody is known to hold it: whoever does may say so until then.</summary>
    public void Circulate(DateTimeOffset now, DateTimeOffset until)
    {
        (SupplierId, CirculatedAt) = (null, now);
        DueBy(until);
    }

    /// <summary>Nobody has it.</summary>
    public void GiveUp() => (SupplierId, Reason) = (null, Reason ?? "NotHeld");

    /// <summary>Whoever had it cannot supply it.</summary>
    public void NotFrom(Guid supplier, string reason) => (Tried, Reason) = ([.. Tried.Union([supplier])], reason);

    /// <summary>Who had it asks to try again later.</summary>
    public void Later(string reason) => Reason = reason;

    /// <summary>It is asked for anew: of everybody again.</summary>
    public void Again() => (Tried, SupplierId) = ([], null);

    /// <summary>The copy is there; its link begins anew.</summary>
    public void Supplied(DateTimeOffset now) => (SuppliedAt, ExpiresAt, Downloads) = (now, now + LinkLasts, 0);

    /// <summary>The link begins anew.</summary>
    public void RenewLink(DateTimeOffset now) => (ExpiresAt, Downloads) = (now + LinkLasts, 0);

    /// <summary>The copy was not what was asked for: its supplier has until then.</summary>
    public void Wrong(DateTimeOffset due)
    {
        (SuppliedAt, ExpiresAt, Rating) = (null, null, null);
        DueBy(due);
    }

    /// <summary>Notes stars.</summary>
    public void Rate(int stars) => Rating = stars;
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
}
