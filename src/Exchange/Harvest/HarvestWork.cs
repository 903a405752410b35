using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Exchange.Harvest;

/// <summary>What the administrator should look at: sources that fail.</summary>
internal sealed class HarvestWork(SourceStore sources) : IWorkbenchPart
{
    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        if (!person.Has(Duty.Administrator))
            return new([], [], [], []);
        var failing = (await sources.AllAsync(ct)).Where(source => source is { Paused: false, Faults: > 0 }).ToList();
        return new(
            [.. failing.Select(source => new WorkItem(new("采集失败"), source.Name, $"/harvest/{source.Id}",
                ChinaTime.DayOf(new DateTimeOffset(DateTime.SpecifyKind(source.LastRunAt ?? source.CreatedAt, DateTimeKind.Utc))), null))],
            [], [], [new(60, "/harvest", new("采集与互联")), new(61, "/open-data/keys", new("接口密钥"))]);
    }
}
