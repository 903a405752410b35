using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Zhishu.Records;

namespace Zhishu.Bench;

/// <summary>
/// One hub harvests another, both the real program with a database of its own, over OAI-PMH and HTTP. The peer in the same run is the import of the same
/// records from a file, which is the most a harvest could reach: it has to do that and to be served, fetched and read as XML besides.
/// </summary>
internal static class HarvestBench
{
    private const string Url = "http://127.0.0.1:18098";

    public static async Task RunAsync(ReferenceData reference, int count)
    {
        var folder = Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        try
        {
            var file = Path.Combine(folder, "corpus.csv");
            await Corpus.WriteAsync(file, reference, count);

            Console.WriteLine($"{count:N0} patents, {Environment.ProcessorCount} cores, both hubs on this machine");
            var (city, province) = (Path.Combine(folder, "city"), Path.Combine(folder, "province"));
            foreach (var data in new[] { city, province })
                await ImportBench.Run(data, "search", "x"); // makes the cluster
            var import = await ImportBench.Run(city, "import", file, "--no-index");
            ImportBench.Show("import of the file", count, import);

            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Zhishu.App.dll"), "serve"]) { RedirectStandardOutput = true };
            foreach (var (name, value) in new[] { ("Zhishu__DataFolder", city), ("Zhishu__Urls", Url), ("Zhishu__Replica", "false"), ("Zhishu__ApiPerHour", "10000000") })
                start.Environment[name] = value;
            using var hub = Process.Start(start)!;
            try
            {
                _ = hub.StandardOutput.ReadToEndAsync();
                var watch = Stopwatch.StartNew();
                await PublishedAsync(count);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  published (while the index follows too) after {watch.Elapsed.TotalSeconds:0.0} s"));
                var harvest = await ImportBench.Run(province, "harvest", Url, "--no-index");
                ImportBench.Show("harvest", count, harvest);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  the harvest takes {harvest.Seconds / import.Seconds:0.00} times the import"));
                var again = await ImportBench.Run(province, "harvest", Url, "--no-index");
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  a harvest that brings nothing new: {again.Seconds:0.0} s with the start of the program"));
            }
            finally
            {
                Process.Start("kill", ["-TERM", hub.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
                await hub.WaitForExitAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Waits until the hub tells of all records and its followers have come to rest.</summary>
    private static async Task PublishedAsync(int count)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        for (var rest = 0; rest < 5;)
        {
            await Task.Delay(1000);
            try
            {
                var answer = XDocument.Parse(await http.GetStringAsync($"{Url}/oai?verb=ListIdentifiers&metadataPrefix=oai_dc"));
                var told = (int?)answer.Descendants().FirstOrDefault(element => element.Name.LocalName == "resumptionToken")?.Attribute("completeListSize");
                rest = told == count ? rest + 1 : 0;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }
}
