using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Network;
using Zhishu.Requests.Board;

namespace Zhishu.Requests;

/// <summary>The tables of professional requests and of the board.</summary>
internal static class RequestsDb
{
    public static ModelPart Part { get; } = new(model =>
    {
        model.Entity<Request>(row =>
        {
            row.ToTable("request", "requests");
            row.Property(it => it.State).HasConversion<string>();
            row.Property(it => it.Answers).AsJson();
            row.Property(it => it.Quote).HasPrecision(12, 2);
            row.Property(it => it.Revision).IsConcurrencyToken();
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Entry>(row =>
        {
            row.ToTable("entry", "requests");
            row.Property(it => it.Kind).HasConversion<string>();
            row.HasOne<Request>().WithMany().HasForeignKey(it => it.RequestId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<Post>(row =>
        {
            row.ToTable("post", "requests");
            row.Property(it => it.Side).HasConversion<string>();
            row.Property(it => it.State).HasConversion<string>();
            row.Property(it => it.Revision).IsConcurrencyToken();
        });
        model.Entity<Introduction>(row =>
        {
            row.ToTable("introduction", "requests");
            row.Property(it => it.State).HasConversion<string>();
            row.Property(it => it.Revision).IsConcurrencyToken();
            row.HasOne<Post>().WithMany().HasForeignKey(it => it.NeedId).OnDelete(DeleteBehavior.ClientNoAction);
            row.HasOne<Post>().WithMany().HasForeignKey(it => it.OfferId).OnDelete(DeleteBehavior.ClientNoAction);
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        });
    });

    extension(AppDb db)
    {
        internal DbSet<Request> ServiceRequests => db.Set<Request>();

        internal DbSet<Entry> RequestEntries => db.Set<Entry>();

        internal DbSet<Post> Posts => db.Set<Post>();

        internal DbSet<Introduction> Introductions => db.Set<Introduction>();
    }
}
