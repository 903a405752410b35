using Dapper;
using Npgsql;

namespace Zhishu.Foundation.Database;

/// <summary>What a cluster holds: rows of every table, a checksum of the audit trail, the roles with their passwords. Two clusters that measure the same hold the same.</summary>
internal static class ClusterMeasure
{
    // Statements that the database writes itself, with the names quoted.
    private const string Tables =
        """
        select string_agg(format('select %L as name, count(*)::text as value from %I.%I', n.nspname || '.' || c.relname, n.nspname, c.relname), ' union all ')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
        """;

    private const string Roles = "select 'role ' || rolname as name, md5(row(rolsuper, rolcanlogin, rolcreatedb, rolpassword)::text) as value from pg_authid where rolname not like 'pg\\_%'";

    private const string Trail = "select 'trail' as name, coalesce(sum(('x' || substr(md5(p::text), 1, 15))::bit(60)::bigint), 0)::text as value from foundation.process p";

    public static async Task<IReadOnlyDictionary<string, string>> TakeAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        var measure = new Dictionary<string, string>();
        var tables = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(Tables, cancellationToken: ct));
        var trail = await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select to_regclass('foundation.process') is not null", cancellationToken: ct));
        foreach (var sql in new[] { tables, Roles, trail ? Trail : null })
        {
            if (sql is null)
                continue;
            foreach (var (name, value) in await connection.QueryAsync<(string Name, string Value)>(new CommandDefinition(sql, commandTimeout: 0, cancellationToken: ct)))
                measure[name] = value;
        }

        return measure;
    }

    /// <exception cref="HubFaultException">They differ; the message names what.</exception>
    public static void Compare(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after)
    {
        var wrong = before.Keys.Union(after.Keys).Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name)).Order(StringComparer.Ordinal).ToList();
        if (wrong.Count > 0)
            throw new HubFaultException("upgrade.differs", new($"新旧数据库内容不一致：{Bilingual.List(wrong)}。"));
    }
}
