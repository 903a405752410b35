using System.Data.Common;
using Dapper;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Delivery.Demo;

/// <summary>Holdings of two demo members.</summary>
internal sealed class DemoHoldings(AppDb db, DemoPeople people, TimeProvider clock) : IDemoPart
{
    public async Task LoadAsync(CancellationToken ct)
    {
        foreach (var (name, kind, title) in new[] { ("outlet", "patent", "各国专利文献（示例）"), ("node", "patent", "中国专利全文（示例）"), ("node", "standard", "国家标准（示例）") })
        {
            if (await people.MemberOfAsync(name, ct) is { } member)
                db.HeldDocuments.Add(new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), OrganisationId = member, Kind = kind, Title = title, Cover = "", Revision = 1 });
        }

        await db.SaveChangesAsync(ct);
    }

    public Task RemoveAsync(DbTransaction transaction, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(SqlFile.Read(typeof(DemoHoldings).Assembly, "remove-demo"), transaction: transaction, cancellationToken: ct));
}
