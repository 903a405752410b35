using Npgsql;
using Zhishu.Foundation;
using Zhishu.Index;
using Zhishu.Search.Query;
using Zhishu.Search.Replica;
using Zhishu.Search.Text;

namespace Zhishu.Search.Postgres;

/// <summary>
/// Nearness of nearness, which no expression tells: the records that have the words are read, and their texts are looked through by the rules of the index.
/// The rest of the query then has a list of records.
/// </summary>
internal sealed class NearSearch(HubDatabase database, TextAnalysis analysis)
{
    private const int MostRead = 200_000;
    private const int SecondsAtMost = 30;

    public Task<QueryNode> ResolveAsync(QueryNode query, CancellationToken ct) =>
        QueryRewrite.WithAsync<QueryNode.Near>(query, near => !Pattern.Tells(near), async near => new QueryNode.Records(await FindAsync(near, ct)) { For = near });

    private async Task<IReadOnlyList<Guid>> FindAsync(QueryNode.Near near, CancellationToken ct)
    {
        var wanted = new QueryPlan(analysis).Marks(near);
        var sql = new QuerySql(analysis);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection) { Timeout = SecondsAtMost, BatchCommands = { sql.Command(sql.TextsOf(near, MostRead + 1)) } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var found = new List<Guid>();
        for (var read = 0; await reader.ReadAsync(ct); read++)
        {
            if (read == MostRead)
                throw TooCostlyException.Question(null);
            for (var column = 1; column < reader.FieldCount; column++)
            {
                if (!Holds(reader.GetString(column), wanted))
                    continue;
                found.Add(reader.GetGuid(0));
                break;
            }
        }

        return found;
    }

    private static bool Holds(string normal, Zhishu.Index.Query wanted)
    {
        var tokens = new List<TextToken>();
        for (var walk = new TermWalk(normal); walk.Next();)
            tokens.Add(new(normal[walk.Start..walk.TermEnd], walk.Position, walk.Run, walk.Start, walk.End));
        return tokens.Count > 0 && new TextPlaces(tokens).Find(wanted).Any();
    }
}
