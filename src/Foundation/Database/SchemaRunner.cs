using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace Zhishu.Foundation.Database;

/// <summary>One numbered schema file of a module.</summary>
internal sealed record SchemaFile(string Module, int Number, string Name, string Sql)
{
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    public static IEnumerable<SchemaFile> Of(SchemaSource source) =>
        source.Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Schema/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SchemaFile(source.Module, int.Parse(name["Schema/".Length..][..4], CultureInfo.InvariantCulture), name["Schema/".Length..], Read(source.Assembly, name)));

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <summary>Brings the database up to date: each file once, in order, under an advisory lock, with its checksum kept.</summary>
internal static class SchemaRunner
{
    private const long LockKey = 0x5A68_6973_6875; // "Zhishu"

    public static async Task ApplyAsync(NpgsqlDataSource source, IReadOnlyList<SchemaSource> schemas, CancellationToken ct)
    {
        await ApplyFilesAsync(source, [.. schemas.SelectMany(SchemaFile.Of)], ct);
        await SettleAsync(source, schemas, ct);
    }

    /// <summary>Runs what the modules run at every start, in one transaction under the same lock.</summary>
    internal static async Task SettleAsync(NpgsqlDataSource source, IReadOnlyList<SchemaSource> schemas, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(connection, transaction);
        foreach (var schema in schemas.Where(schema => schema.Settle is not null))
            await connection.ExecuteAsync(new CommandDefinition(SqlFile.Read(schema.Assembly, schema.Settle!), transaction: transaction, commandTimeout: 0, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    /// <summary>Keeps other processes from changing the form of the database until the transaction ends.</summary>
    internal static Task LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction) => connection.ExecuteAsync("select pg_advisory_xact_lock(@LockKey)", new { LockKey }, transaction);

    internal static async Task ApplyFilesAsync(NpgsqlDataSource source, IReadOnlyList<SchemaFile> files, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("select pg_advisory_lock(@LockKey)", new { LockKey });
        try
        {
            // A role that may not change the form of the database can serve one that is up to date.
            if (!await connection.ExecuteScalarAsync<bool>("select to_regclass('foundation.schema_file') is not null"))
                await connection.ExecuteAsync("""
                create schema if not exists foundation;
                create table if not exists foundation.schema_file (
                  module text not null,
                  number int not null,
                  name text not null,
                  checksum text not null,
                  applied_at timestamptz not null default now(),
                  primary key (module, number))
                """);
            var applied = (await connection.QueryAsync<(string Module, int Number, string Name, string Checksum)>(
                "select module, number, name, checksum from foundation.schema_file")).ToDictionary(row => (row.Module, row.Number));
            RefuseNewer(files, applied.Values.Select(row => (row.Module, row.Number, row.Name)));
            foreach (var file in files)
            {
                if (!applied.TryGetValue((file.Module, file.Number), out var row))
                    await ApplyAsync(connection, file, ct);
                else if (row.Checksum != file.Checksum)
                    throw new HubFaultException("schema.changed", new($"数据库结构文件 {file.Module}/{file.Name} 在应用之后被改动过，已拒绝启动。请恢复原文件，改动另写新文件。"));
            }
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(@LockKey)", new { LockKey });
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, SchemaFile file, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(file.Sql, transaction: transaction);
        await connection.ExecuteAsync(
            "insert into foundation.schema_file (module, number, name, checksum) values (@Module, @Number, @Name, @Checksum)", file, transaction);
        await transaction.CommitAsync(ct);
    }

    private static void RefuseNewer(IReadOnlyList<SchemaFile> files, IEnumerable<(string Module, int Number, string Name)> applied)
    {
        var known = files.Select(file => (file.Module, file.Number)).ToHashSet();
        var modules = files.Select(file => file.Module).ToHashSet();
        var unknown = applied.FirstOrDefault(row => modules.Contains(row.Module) && !known.Contains((row.Module, row.Number)));
        if (unknown.Name is not null)
            throw new HubFaultException("schema.newer", new($"数据库来自更新版本的程序（含 {unknown.Module}/{unknown.Name}）。请使用新版程序。"));
    }
}
