using Dapper;
using Zhishu.Foundation;

namespace Zhishu.Search;

/// <summary>The authority table of applicants: names of one and the same applicant are counted and filtered under one of them.</summary>
public sealed class ApplicantAuthority(HubDatabase database, SearchIndex index)
{
    /// <summary>Longest name.</summary>
    public const int LongestName = 200;

    /// <summary>The name under which a name is counted: itself when the table does not have it.</summary>
    public async Task<string> CanonicalAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select canonical from search.alias where name = @name", new { name }, cancellationToken: ct)) ?? name;
    }

    /// <summary>The other names that are counted under a name.</summary>
    public async Task<IReadOnlyList<string>> NamesOfAsync(string canonical, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition("select name from search.alias where canonical = @canonical order by name", new { canonical }, cancellationToken: ct))];
    }

    /// <summary>The whole table.</summary>
    public async Task<IReadOnlyList<(string Name, string Canonical)>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<(string, string)>(new CommandDefinition("select name, canonical from search.alias order by canonical, name", cancellationToken: ct))];
    }

    /// <summary>Other applicants whose names begin alike, for whoever looks for variants.</summary>
    public async Task<IReadOnlyList<(string Name, long Records)>> NearAsync(string name, CancellationToken ct)
    {
        var folded = index.Lexicon.Fold(name);
        if (folded.Length < 4)
            return [];
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<(string, long)>(new CommandDefinition(
            "select name, records from search.name where folded like @like and name <> @name order by records desc, name limit 10", new { like = folded[..4] + "%", name }, cancellationToken: ct))];
    }

    /// <summary>Counts some names under one from now on; the records that carry them are indexed anew.</summary>
    /// <returns>What is wrong, or null.</returns>
    public async Task<Bilingual?> MergeAsync(string canonical, IReadOnlyList<string> names, CancellationToken ct)
    {
        var (main, others) = (canonical.Trim(), names.Select(name => name.Trim()).Where(name => name != canonical.Trim()).Distinct().ToArray());
        if (main.Length is 0 or > LongestName || others.Length == 0 || others.Any(name => name.Length is 0 or > LongestName))
            return new($"请给出规范名称和至少一个其他名称，均不超过 {LongestName} 字");
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into search.alias (name, canonical) select n, @main from unnest(@others) as n on conflict (name) do update set canonical = excluded.canonical;
            update search.alias set canonical = @main where canonical = any(@others);
            delete from search.alias where name = @main
            """, new { main, others }, transaction, cancellationToken: ct));
        await AnnounceAsync(transaction, [.. others, main], ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    /// <summary>Lets a name stand by itself again.</summary>
    /// <returns>Whether it was in the table.</returns>
    public async Task<bool> SplitAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var canonical = await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition("delete from search.alias where name = @name returning canonical", new { name }, transaction, cancellationToken: ct));
        if (canonical is null)
            return false;
        await AnnounceAsync(transaction, [canonical], ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    // Who follows the change feed looks at these records again; the record itself stays as it is.
    private static Task AnnounceAsync(Npgsql.NpgsqlTransaction transaction, string[] names, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        """
        insert into records.changes (record_id, kind, office, number, version, deleted, again)
        select r.id, r.kind, r.office, r.number, r.version, false, true
        from search.entry e join records.record r on r.id = e.id
        where e.applicants && @names
        """, new { names }, transaction, commandTimeout: 600, cancellationToken: ct));
}
