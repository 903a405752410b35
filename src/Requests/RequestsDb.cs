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
            row.Property(it => it.PhoneDigits).ValueGeneratedOnAddOrUpdate();
            row.Property(it => it.ProposedBy).HasConversion<string>();
            row.Property(it => it.Revision).IsConcurrencyToken();
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.ProposedTo).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<ResultVersion>(row =>
        {
            row.ToTable("result", "requests");
            row.HasOne<Request>().WithMany().HasForeignKey(it => it.RequestId).OnDelete(DeleteBehavior.ClientNoAction);
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
            row.Property(it => it.Amount).HasPrecision(14, 2);
            row.Property(it => it.Revision).IsConcurrencyToken();
            row.HasOne(it => it.Need).WithMany().HasForeignKey(it => it.NeedId).OnDelete(DeleteBehavior.ClientNoAction);
            row.HasOne(it => it.Offer).WithMany().HasForeignKey(it => it.OfferId).OnDelete(DeleteBehavior.ClientNoAction);
            row.Navigation(it => it.Need).AutoInclude();
            row.Navigation(it => it.Offer).AutoInclude();
            row.HasOne<Organisation>().WithMany().HasForeignKey(it => it.OrganisationId).OnDelete(DeleteBehavior.ClientNoAction);
        });
        model.Entity<MatchTold>(row =>
        {
            row.ToTable("match_told", "requests");
            row.HasKey(it => new { it.PostId, it.OtherId });
            row.HasOne<Post>().WithMany().HasForeignKey(it => it.PostId).OnDelete(DeleteBehavior.ClientNoAction);
            row.HasOne<Post>().WithMany().HasForeignKey(it => it.OtherId).OnDelete(DeleteBehavior.ClientNoAction);
        });
    });

    extension(AppDb db)
    {
        internal DbSet<Request> ServiceRequests => db.Set<Request>();

        internal DbSet<Entry> RequestEntries => db.Set<Entry>();

        internal DbSet<ResultVersion> ResultVersions => db.Set<ResultVersion>();

        internal DbSet<Post> Posts => db.Set<Post>();

        internal DbSet<MatchTold> MatchesTold => db.Set<MatchTold>();

        internal DbSet<Introduction> Introductions => db.Set<Introduction>();
    }
}
