using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Bench;

/// <summary>
/// Imports a corpus with the real program into a new hub: records per second into the store, then with the search index, and the program's peak memory.
/// The peer in the same run is the least any importer has to do: a COPY of the same records as JSON into a table with a primary key.
/// </summary>
internal static class ImportBench
{
    public static async Task RunAsync(ReferenceData reference, int count)
    {
        var folder = Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        try
        {
            var file = Path.Combine(folder, "corpus.csv");
            await Corpus.WriteAsync(file, reference, count);

            Console.WriteLine($"{count:N0} patents, {new FileInfo(file).Length >> 20:N0} MB of CSV, {Environment.ProcessorCount} cores");
            var data = Path.Combine(folder, "var");
            await Run(data, "search", "x"); // makes the cluster, so that the import is measured alone
            var store = await Run(data, "import", file, "--no-index");
            Show("store", count, store);
            var index = await Run(data, "reindex");
            Show("index alone", count, index);
            Show("store and index", count, (store.Seconds + index.Seconds, Math.Max(store.PeakMegabytes, index.PeakMegabytes)));
            var copy = await CopyAsync(data);
            Show("peer: plain COPY", count, (copy, 0));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  store takes {store.Seconds / copy:0.00} times the plain COPY, store and index {(store.Seconds + index.Seconds) / copy:0.00} times"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static void Show(string what, int count, (double Seconds, double PeakMegabytes) run) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  {what,-18} {run.Seconds,8:0.0} s {count / run.Seconds,10:N0} records/s{(run.PeakMegabytes > 0 ? $"   peak memory {run.PeakMegabytes:0} MB" : "")}"));

    internal static async Task<(double Seconds, double PeakMegabytes)> Run(string data, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Zhishu.App.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Zhishu__DataFolder"] = data },
        };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var peak = 0L;
        while (!process.WaitForExit(200))
            peak = Math.Max(peak, PeakOf(process.Id));
        if (process.ExitCode != 0)
            throw new InvalidOperationException(await output + await errors);
        return (watch.Elapsed.TotalSeconds, peak / 1024.0);
    }

    // VmHWM: the most memory the process ever held, as the kernel counts it.
    private static long PeakOf(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).FirstOrDefault();
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task<double> CopyAsync(string data)
    {
        await using var database = await HubDatabase.OpenAsync(new HubOptions { DataFolder = data }, null, HubRole.Command, Hub.Schemas, CancellationToken.None);
        await using var owner = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var reading = await owner.OpenConnectionAsync();
        await using var writing = await owner.OpenConnectionAsync();
        await writing.ExecuteAsync("create table peer (id uuid primary key, doc json not null)");
        var watch = Stopwatch.StartNew();
        await using var command = new NpgsqlCommand("select id, doc::text from records.record", reading);
        await using var reader = await command.ExecuteReaderAsync();
        await using var copy = await writing.BeginBinaryImportAsync("copy peer (id, doc) from stdin (format binary)");
        while (await reader.ReadAsync())
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(reader.GetGuid(0), NpgsqlDbType.Uuid);
            await copy.WriteAsync(reader.GetString(1), NpgsqlDbType.Json);
        }

        await copy.CompleteAsync();
        return watch.Elapsed.TotalSeconds;
    }
}
