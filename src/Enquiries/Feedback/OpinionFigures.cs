using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Enquiries.Feedback;

/// <summary>Public figures of replies.</summary>
/// <param name="Posted">Opinions of a year.</param>
/// <param name="Replied">Those replied to.</param>
/// <param name="Days">Median days to the reply, or null.</param>
internal sealed record OpinionFigure(long Posted, long Replied, double? Days);

/// <summary>How opinions are replied to.</summary>
internal sealed class OpinionFigures(HubDatabase database, TimeProvider clock)
{
    public async Task<OpinionFigure> ReadAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<OpinionFigure>(new CommandDefinition("""
            select count(*) as Posted, count(replied_at) as Replied, percentile_cont(0.5) within group (order by extract(epoch from replied_at - posted_at)::float8 / 86400) as Days
            from enquiries.feedback where posted_at > @since and state <> 'Rejected'
            """, new { since = clock.GetUtcNow().AddDays(-365) }, cancellationToken: ct));
    }
}
