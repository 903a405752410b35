using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Enquiries;

/// <summary>How the network answers.</summary>
/// <param name="Asked">Enquiries of the last 90 days.</param>
/// <param name="Answered">Those answered.</param>
/// <param name="Hours">Median hours to the first answer, or null.</param>
/// <param name="Stars">Mean rating, or null.</param>
internal sealed record ReplyFigure(long Asked, long Answered, double? Hours, double? Stars);

/// <summary>Figures of replies, published on the page where one asks.</summary>
internal sealed class ReplyFigures(HubDatabase database, TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(90);
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private volatile Kept? _last;

    /// <summary>The figures, at most a minute old.</summary>
    public async Task<ReplyFigure> ReadAsync(CancellationToken ct)
    {
        if (_last is { } last && clock.GetUtcNow() - last.At < Fresh)
            return last.Figure;
        var figure = await CountAsync(ct);
        _last = new(clock.GetUtcNow(), figure);
        return figure;
    }

    private async Task<ReplyFigure> CountAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<ReplyFigure>(new CommandDefinition("""
            select count(*) as Asked, count(first_answered_at) as Answered,
              percentile_cont(0.5) within group (order by extract(epoch from first_answered_at - asked_at)::float8 / 3600) as Hours, avg(rating)::float8 as Stars
            from enquiries.enquiry where asked_at > @since and state not in ('Spam', 'Merged')
            """, new { since = clock.GetUtcNow() - Window }, cancellationToken: ct));
    }

    private sealed record Kept(DateTimeOffset At, ReplyFigure Figure);
}
