using Dapper;
using Zhishu.Foundation;
using Zhishu.Search;
using Zhishu.Watch;

namespace Zhishu.Exchange.Feed;

/// <summary>
/// Keeps the sets of thematic databases: a record that comes into a theme gets a new datestamp, so that whoever harvests the theme sees it;
/// one that leaves it just loses the set.
/// </summary>
internal sealed class ThemeSets(HubDatabase database, PublicThemes themes, ISearchEngine engine, ItemStore items)
{
    private const int MostRecords = 200_000;
    private (long Last, long Indexed, string Themes) _seen;

    /// <summary>Brings the sets up to date; returns how many records came in or left.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var listed = await themes.ListAsync(ct);
        var questions = new List<(string Slug, QueryNode? Question)>();
        foreach (var theme in listed)
            questions.Add((theme.Slug, await themes.QuestionAsync(theme.Slug, ct)));
        // Both places are read before the questions are asked: what comes meanwhile, or is not yet to be found, is looked at the next time.
        var state = (await items.LastAsync(ct), await engine.IndexedAsync(ct), string.Join('\n', questions.Select(one => $"{one.Slug} {one.Question}")));
        if (state == _seen)
            return 0;
        var changed = await LeaveAsync([.. listed.Select(theme => $"{RecordSets.Theme}:{theme.Slug}")], ct);
        foreach (var (slug, question) in questions)
        {
            var ids = new List<Guid>();
            if (question is not null)
            {
                await foreach (var id in engine.StreamAsync(SearchRequest.All(question), ct).Take(MostRecords))
                    ids.Add(id);
            }

            changed += await SetAsync($"{RecordSets.Theme}:{slug}", ids, ct);
        }

        _seen = state;
        return changed;
    }

    /// <summary>Sets whose theme is no longer public.</summary>
    private async Task<int> LeaveAsync(string[] present, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            update exchange.item i
            set sets = array(select s from unnest(i.sets) as s where s not like 'theme:%' or s = any(@present))
            where i.sets @> array['theme'] and exists (select from unnest(i.sets) as s where s like 'theme:%' and s <> all(@present))
            """, new { present }, cancellationToken: ct));
    }

    private async Task<int> SetAsync(string set, List<Guid> ids, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(@Lock)", new { ItemFollower.Lock }, transaction, cancellationToken: ct));
        var changed = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            with now as (
              update exchange.follower set stamp = greatest(stamp, date_trunc('second', clock_timestamp())) where id = 1 returning stamp),
            gone as (
              update exchange.item set sets = array_remove(sets, @set) where sets @> array[@set] and not exists (select from unnest(@ids) as id where id = record_id) returning 1),
            come as (
              update exchange.item i
              set sets = array(select distinct s from unnest(i.sets || array['theme', @set]) as s order by s), stamp = now.stamp, seq = nextval('exchange.item_seq')
              from now
              where exists (select from unnest(@ids) as id where id = i.record_id) and not i.deleted and not i.sets @> array[@set]
              returning 1)
            select ((select count(*) from gone) + (select count(*) from come))::int
            """, new { set, ids = ids.ToArray() }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return changed;
    }
}
