using Dapper;
using Npgsql;
using NpgsqlTypes;
using Zhishu.Foundation;
using Zhishu.Search.Words;

namespace Zhishu.Search.Indexing;

/// <summary>
/// The applicants and title words with their counts, for suggestions and corrections. They are made anew, not kept level: a suggestion may be some minutes old.
/// </summary>
internal sealed class NameTables(HubDatabase database, Lexicon lexicon)
{
    private const int LargestForAlways = 100_000;

    /// <summary>Makes the tables anew when enough has changed; the caller holds the index lock.</summary>
    public async Task RefreshAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var (behind, entries) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            "select (select seq from search.cursor where name = 'entry') - (select seq from search.cursor where name = 'names'), (select "
                + "greatest(reltuples, 0)::bigint from pg_class where oid = 'search.entry'::regclass)", cancellationToken: ct));
        if (behind == 0 || (entries > LargestForAlways && behind < entries / 50))
            return;
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from search.name; delete from search.word", transaction: transaction, commandTimeout: 0, cancellationToken: ct));
        await CopyAsync(connection, "select v, count(*) from search.entry, unnest(applicants) as v group by 1", "copy search.name (name, folded, sound, initials, records) from stdin (format binary)",
            name => lexicon.Fold(name) is var folded ? [name, folded, lexicon.Pinyin.Sound(folded), lexicon.Pinyin.Initials(folded)] : [], ct);
        await CopyAsync(connection, "select v, count(*) from search.entry, unnest(keywords) as v group by 1", "copy search.word (word, sound, records) from stdin (format binary)",
            word => [word, lexicon.Pinyin.Sound(word)], ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "update search.cursor set seq = (select seq from search.cursor where name = 'entry') where name = 'names'", transaction: transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("analyze search.name; analyze search.word", commandTimeout: 0, cancellationToken: ct));
    }

    // The rows are read over a second connection, since the first is copying.
    private async Task CopyAsync(NpgsqlConnection connection, string select, string copy, Func<string, string[]> columns, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand(select);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(ct);
        await using var writer = await connection.BeginBinaryImportAsync(copy, ct);
        while (await reader.ReadAsync(ct))
        {
            await writer.StartRowAsync(ct);
            foreach (var column in columns(reader.GetString(0)))
                await writer.WriteAsync(column, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(reader.GetInt64(1), NpgsqlDbType.Bigint, ct);
        }

        await writer.CompleteAsync(ct);
    }
}
