using System.Text.RegularExpressions;
using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Exchange.OpenData;

/// <summary>A file that was built.</summary>
internal sealed class Dump
{
    public string Dataset { get; init; } = "";
    public string Format { get; init; } = "";
    public string File { get; init; } = "";
    public long Bytes { get; init; }
    public string Sha256 { get; init; } = "";
    public long Records { get; init; }
    public DateTime BuiltAt { get; init; }

    /// <summary>The last item when the file was begun: its datestamp and its number. Only files of records have them.</summary>
    public DateTime ItemStamp { get; init; } = DateTime.UnixEpoch;
    public long ItemSeq { get; init; }

    /// <summary>When somebody last asked for it to be built anew; null once it was.</summary>
    public DateTime? AskedAt { get; init; }

    /// <summary>Entity tag: the check sum of the content.</summary>
    public string Tag => $"\"{Sha256[..32]}\"";
}

/// <summary>Built files: what there is in the database, the files in the data folder.</summary>
internal sealed partial class DumpStore(HubDatabase database)
{
    /// <summary>The data set under which change files are kept; their format is the day.</summary>
    public const string Changes = "changes";

    private const string Columns = "dataset, format, file, bytes, sha256, records, built_at as BuiltAt, item_stamp as ItemStamp, item_seq as ItemSeq, asked_at as AskedAt";

    public string Folder => Directory.CreateDirectory(Path.Combine(database.DataFolder, "open-data")).FullName;

    public async Task<IReadOnlyList<Dump>> AllAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Dump>(new CommandDefinition($"select {Columns} from exchange.dump order by dataset, format", cancellationToken: ct))];
    }

    public async Task<Dump?> FindAsync(string file, CancellationToken ct)
    {
        if (!Name().IsMatch(file))
            return null;
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.QueryFirstOrDefaultAsync<Dump>(new CommandDefinition($"select {Columns} from exchange.dump where file = @file", new { file }, cancellationToken: ct));
    }

    /// <summary>Enters a file that stands in the folder. <see cref="Dump.AskedAt"/> is the wish that was known when it was begun: a later one stays.</summary>
    public async Task EnterAsync(Dump dump, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into exchange.dump (dataset, format, file, bytes, sha256, records, built_at, item_stamp, item_seq)
            values (@Dataset, @Format, @File, @Bytes, @Sha256, @Records, @BuiltAt, @ItemStamp, @ItemSeq)
            on conflict (dataset, format) do update
            set file = excluded.file, bytes = excluded.bytes, sha256 = excluded.sha256, records = excluded.records, built_at = excluded.built_at,
              item_stamp = excluded.item_stamp, item_seq = excluded.item_seq, asked_at = nullif(dump.asked_at, @AskedAt)
            """, dump, cancellationToken: ct));
    }

    /// <summary>Asks for all files to be built anew; those of days that are over stay as they are.</summary>
    public async Task AskAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("update exchange.dump set asked_at = clock_timestamp() where dataset <> @Changes", new { Changes }, cancellationToken: ct));
    }

    public async Task RemoveAsync(Dump dump, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("delete from exchange.dump where dataset = @Dataset and format = @Format", dump, cancellationToken: ct));
        File.Delete(Path.Combine(Folder, dump.File));
    }

    [GeneratedRegex("^[a-z0-9.-]{1,80}$")]
    private static partial Regex Name();
}
