using Dapper;
using Npgsql;

namespace Zhishu.Foundation.Database;

/// <summary>Two roles: one owns the tables and changes their form at start, the other serves and may only read and write rows.</summary>
internal static class Rights
{
    public const string Owner = "zhishu_owner";
    public const string App = "zhishu_app";

    /// <summary>Makes the roles of an embedded cluster, under its superuser.</summary>
    /// <param name="connectionString">The superuser's connection.</param>
    /// <param name="password">Password of the role that serves, hexadecimal.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task MakeRolesAsync(string connectionString, string password, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        var known = (await connection.QueryAsync<string>(new CommandDefinition("select rolname from pg_roles where rolname in (@Owner, @App)", new { Owner, App }, cancellationToken: ct))).AsList();
        if (!known.Contains(Owner))
            await connection.ExecuteAsync(new CommandDefinition("create role zhishu_owner nologin", cancellationToken: ct));

        // The statement takes no parameters; format() quotes the password.
        var change = await connection.ExecuteScalarAsync<string>(new CommandDefinition("select format(@text, @password)", new
        {
            text = (known.Contains(App) ? "alter" : "create") + " role zhishu_app login nosuperuser nocreatedb nocreaterole password %L",
            password,
        }, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(change!, cancellationToken: ct));
    }

    /// <summary>Gives everything of the hub to the owner, and to the role that serves what it needs.</summary>
    /// <param name="source">Connections of the owner, or of a superuser.</param>
    /// <param name="owner">Role that shall own; null for the one that connects.</param>
    /// <param name="app">Role that serves.</param>
    /// <param name="schemas">Schemas of all modules.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task SettleAsync(NpgsqlDataSource source, string? owner, string app, IReadOnlyList<SchemaSource> schemas, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await SchemaRunner.LockAsync(connection, transaction);
        await connection.ExecuteAsync(new CommandDefinition(
            "select set_config('zhishu.owner', coalesce(@owner::text, current_user), true), set_config('zhishu.app', @app, true), "
                + "set_config('zhishu.schemas', @names, true), set_config('zhishu.built', @built, true)",
            new
            {
                owner,
                app,
                names = string.Join(',', schemas.Select(schema => schema.Module).Append("foundation").Distinct()),
                built = string.Join(',', schemas.SelectMany(schema => schema.Built))
            }, transaction, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(SqlFile.Read(typeof(Rights).Assembly, "rights"), transaction: transaction, commandTimeout: 0, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    /// <summary>Says so when the role that serves could change the trail; null when it cannot.</summary>
    public static async Task<Bilingual?> WarningAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var (role, owns) = await connection.QuerySingleAsync<(string, bool)>(new CommandDefinition(
            "select current_user::text, coalesce((select pg_has_role(relowner, 'usage') from pg_class where oid = to_regclass('foundation.process')), false)", cancellationToken: ct));
        return owns ? new($"数据库账户 {role} 拥有审计日志的表，可以改动它；如何分开两个账户见 docs/operations.md。") : null;
    }
}
