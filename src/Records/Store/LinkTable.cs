using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Zhishu.Records;

/// <summary>What leads from a patent to others: the documents it cites and the key of its family. Written with the record, in its transaction.</summary>
internal static class LinkTable
{
    public const short Cites = 1;
    public const short Family = 2;
    private const int MostCitations = 2000;

    /// <summary>The links of a record.</summary>
    public static IEnumerable<(short Kind, string Number)> Of(IpRecord record)
    {
        if (record.Kind != RecordKind.Patent)
            yield break;
        foreach (var number in record.Citations.Where(citation => citation.Patent).Take(MostCitations).Select(citation => WithoutKind(citation.Text)).OfType<string>().Distinct())
            yield return (Cites, number);
        if (RecordFamily.KeyOf(record) is { } family)
            yield return (Family, family);
    }

    /// <summary>The numbers under which others cite a record: its publications and its application, without kind codes.</summary>
    public static string[] CitedAs(IpRecord record) => [.. record.Publications.Select(publication => publication.Number).Append(record.Number).Select(WithoutKind).OfType<string>().Distinct()];

    private static string? WithoutKind(string text) => RecordNumber.ParsePatent(text) is { } number ? number.Normal[..^(number.KindCode?.Length ?? 0)] : null;

    /// <summary>Writes the links of new records.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, IEnumerable<(Guid Id, IpRecord Record)> added, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync("copy records.link (record_id, kind, number) from stdin (format binary)", ct);
        foreach (var (id, record) in added)
        {
            foreach (var (kind, number) in Of(record))
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(id, NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync(kind, NpgsqlDbType.Smallint, ct);
                await copy.WriteAsync(number, NpgsqlDbType.Text, ct);
            }
        }

        await copy.CompleteAsync(ct);
    }

    /// <summary>Makes the links of a record those that it has now.</summary>
    public static async Task ReplaceAsync(NpgsqlConnection connection, Guid id, IpRecord record, CancellationToken ct)
    {
        var links = Of(record).ToList();
        await using var command = new NpgsqlCommand(
            """
            with given as (select kind, number from unnest($2::smallint[], $3::text[]) as g (kind, number)),
            gone as (delete from records.link l where l.record_id = $1 and not exists (select 1 from given g where g.kind = l.kind and g.number = l.number))
            insert into records.link (record_id, kind, number) select $1, kind, number from given on conflict do nothing
            """, connection);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = links.Select(link => link.Kind).ToArray() });
        command.Parameters.Add(new() { Value = links.Select(link => link.Number).ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Writes the links of records that were there before links were kept, a portion at a time.</summary>
    /// <returns>Whether all have theirs.</returns>
    public static async Task<bool> FillAsync(NpgsqlConnection connection, int portion, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var upto = (await connection.QueryAsync<Guid?>(new CommandDefinition("select upto from records.linked for update", transaction: transaction, cancellationToken: ct))).Single();
        if (upto is null)
            return true;
        var rows = (await connection.QueryAsync<(Guid Id, string Doc)>(new CommandDefinition(
            "select id, doc::text from records.record where id > @upto order by id limit @portion for share", new { upto, portion }, transaction, cancellationToken: ct))).ToList();
        foreach (var (id, doc) in rows)
            await ReplaceAsync(connection, id, RecordJson.Read(doc), ct);
        await connection.ExecuteAsync(new CommandDefinition("update records.linked set upto = @next", new { next = rows.Count == 0 ? null : (Guid?)rows[^1].Id }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
        return rows.Count == 0;
    }
}

/// <summary>Gives records of an earlier version their links, in the background after an upgrade.</summary>
internal sealed class LinkFiller(Foundation.HubDatabase database, Foundation.Loops loops) : Microsoft.Extensions.Hosting.BackgroundService
{
    private static readonly Foundation.LoopKind Kind = new("links", new("补建同族与引证"), TimeSpan.FromMinutes(10)) { Longest = TimeSpan.FromHours(12) };
    private const int Portion = 500;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(Kind, RunAsync, stoppingToken);

    public async Task RunAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        while (!await LinkTable.FillAsync(connection, Portion, ct))
            ct.ThrowIfCancellationRequested();
    }
}
