using System.Diagnostics;
using Npgsql;
using Zhishu.Foundation;

namespace Zhishu.App.Commands;

/// <summary>Runs pg_dump and pg_restore against the hub's database; the password goes by the environment, never by the command line.</summary>
internal static class PostgresTool
{
    public static async Task RunAsync(HubOptions options, HubDatabase database, string tool, string[] arguments, string? writeTo, string? readFrom, CancellationToken ct)
    {
        var folder = HubDatabase.FindBinaries(options) ?? throw new HubFaultException("postgres.missing", new(
            $"找不到 {tool}，请安装 PostgreSQL，或用 Zhishu__PostgresBin 指定目录。"));
        var target = new NpgsqlConnectionStringBuilder(database.OwnerConnectionString);
        var start = new ProcessStartInfo(Path.Combine(folder, tool), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PGHOST"] = target.Host,
                ["PGPORT"] = target.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["PGUSER"] = target.Username,
                ["PGPASSWORD"] = target.Password,
                ["PGDATABASE"] = target.Database,
            },
        };
        if (tool == "pg_restore")
            start.ArgumentList.Add($"--dbname={target.Database}");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        var feed = FeedAsync(process, readFrom, ct);
        await using (var output = writeTo is null ? Stream.Null : File.Create(writeTo))
        {
            await process.StandardOutput.BaseStream.CopyToAsync(output, ct);
        }

        await feed;
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new HubFaultException("postgres.tool", new($"{tool} 失败，数据未改动：\n{await errors}"));
    }

    private static async Task FeedAsync(Process process, string? readFrom, CancellationToken ct)
    {
        try
        {
            if (readFrom is not null)
            {
                await using var input = File.OpenRead(readFrom);
                await input.CopyToAsync(process.StandardInput.BaseStream, ct);
            }
        }
        catch (IOException)
        {
            // The tool closed its input early: its exit code and message tell why.
        }
        finally
        {
            process.StandardInput.Close();
        }
    }
}
