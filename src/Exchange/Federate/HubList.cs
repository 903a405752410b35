using Zhishu.Exchange.Harvest;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Federate;

/// <summary>A member of another hub's network.</summary>
internal sealed class RemoteMember
{
    public Guid SourceId { get; init; }
    public string Hub { get; init; } = "";
    public string Name { get; init; } = "";
    public string? Region { get; init; }
    public string? Url { get; init; }
    public string Summary { get; init; } = "";
}

/// <summary>The other hubs this one is connected with, and who belongs to their networks.</summary>
internal sealed class HubList(SourceStore sources, HubDatabase database, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private (DateTimeOffset At, IReadOnlyDictionary<Guid, (long Records, long Members)> Counts)? _counts;

    public async Task<IReadOnlyList<HarvestSource>> HubsAsync(CancellationToken ct) => [.. (await sources.AllAsync(ct)).Where(source => source.Kind == "hub")];

    /// <summary>How many records each source has given that are shown, and how many members it has.</summary>
    /// <remarks>Counting a million rows takes a moment, so the counts of up to a minute ago serve.</remarks>
    public async Task<IReadOnlyDictionary<Guid, (long Records, long Members)>> CountsAsync(CancellationToken ct)
    {
        if (_counts is { } known && clock.GetUtcNow() - known.At < Fresh)
            return known.Counts;
        var counts = await CountAsync(ct);
        _counts = (clock.GetUtcNow(), counts);
        return counts;
    }

    private async Task<IReadOnlyDictionary<Guid, (long Records, long Members)>> CountAsync(CancellationToken ct) =>
        (await database.QueryAsync<(Guid Id, long Records, long Members)>(
            """
            select s.id, (select count(*) from exchange.copy c where c.source_id = s.id and c.shown), (select count(*) from exchange.remote_member m where m.source_id = s.id)
            from exchange.source s
            """, new { }, ct)).ToDictionary(row => row.Id, row => (row.Records, row.Members));

    /// <summary>Members by words of name, region or description.</summary>
    public async Task<(IReadOnlyList<RemoteMember> Rows, long Total)> MembersAsync(string find, Guid? hub, int skip, int take, CancellationToken ct)
    {
        var parameters = new { find = Like.Part(find), all = find.Length == 0, hub, skip, take };
        const string Where = "where (@all or m.name ilike @find or m.region ilike @find or m.summary ilike @find) and (@hub::uuid is null or m.source_id = @hub)";
        var rows = await database.QueryAsync<RemoteMember>(
            $"select m.source_id as SourceId, s.name as Hub, m.name, m.region, m.url, m.summary from exchange.remote_member m join exchange.source s on "
                + $"s.id = m.source_id {Where} order by m.name, m.id offset @skip limit @take", parameters, ct);
        var total = await database.QueryAsync<long>($"select count(*) from exchange.remote_member m {Where}", parameters, ct);
        return (rows, total[0]);
    }
}

/// <summary>Members of other hubs for the one box.</summary>
internal sealed class RemoteMemberFinder(HubList hubs) : IFinder
{
    public string Code => "hub-members";

    public int Order => 25;

    public Bilingual Label => new("其他枢纽的机构");

    public async Task<(long Total, IReadOnlyList<FoundItem> Items, string More)> FindAsync(string question, int size, CancellationToken ct)
    {
        var (rows, total) = await hubs.MembersAsync(question, null, 0, size, ct);
        return (total, [.. rows.Select(row => new FoundItem(row.Name, row.Url ?? $"/hubs?find={Uri.EscapeDataString(row.Name)}",
            $"{row.Hub} {row.Region}"))], $"/hubs?find={Uri.EscapeDataString(question)}");
    }
}
