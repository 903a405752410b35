using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Zhishu.Records;

namespace Zhishu.Bench;

/// <summary>
/// Looks for the most expensive request that anybody may make without an account: requests to every open way in, made of frequent words, truncations, nearness,
/// facets and sizes, are asked one at a time of the real program; the dearest are changed and joined and asked again. What a request costs is the processor time of
/// the hub and of its PostgreSQL together, and how much memory of their own they took meanwhile. The peer is a static page of the same hub.
/// </summary>
internal static partial class WorstBench
{
    private const string Url = "http://127.0.0.1:18097";
    private const int Best = 24;
    private const int Anew = 8;

    private static readonly string[] Facets = ["kind", "type", "status", "year", "region", "applicant", "ipc", "nice", "filed", "published", "granted", "group", "city", "inventor", "keyword"];

    private static readonly string[] Charts = ["trend", "growth", "applicants", "inventors", "regions", "cities", "classes", "nice", "status", "types",
        "technology", "network", "lifecycle", "keywords", "industries"];

    /// <summary>A request: its path, what it asks, and the body of a form or null.</summary>
    private sealed record Ask(string Path, string? Query, string Rest, string? Form)
    {
        private string Name => Path == "/sru" ? "query" : "q";

        public string Address => Path + (Query is null ? "" : $"?{Name}={UrlEncoder.Default.Encode(Query)}") + (Rest.Length == 0 ? "" : (Query is null ? "?" : "&") + Rest);
    }

    /// <summary>What a request cost: seconds of processor, megabytes of memory of their own, seconds on the clock, status, bytes.</summary>
    private sealed record Cost(Ask Ask, double Processor, double Memory, double Wall, int Status, long Bytes);

    public static async Task<int> RunAsync(ReferenceData reference, int count, TimeSpan lasts, string? kept)
    {
        var folder = kept ?? Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        try
        {
            var data = Path.Combine(folder, "var");
            var ready = Path.Combine(folder, "ready");
            if (!File.Exists(ready))
            {
                var (patents, marks) = (Path.Combine(folder, "patents.csv"), Path.Combine(folder, "marks.jsonl"));
                await Corpus.WriteAsync(patents, reference, count - (count / 5));
                await WriteMarksAsync(marks, count / 5);
                await ImportBench.Run(data, "search", "x");
                ImportBench.Show("patents", count - (count / 5), await ImportBench.Run(data, "import", patents, "--no-index"));
                ImportBench.Show("marks", count / 5, await ImportBench.Run(data, "import", marks, "--no-index"));
                ImportBench.Show("index", count, await ImportBench.Run(data, "reindex"));
                await File.WriteAllTextAsync(ready, "");
            }

            // Without time to search, the dearest of the search before are asked again.
            var dearest = Path.Combine(folder, "dearest.json");
            if (lasts == TimeSpan.Zero && File.Exists(dearest))
                return await ReportAsync(data, count, JsonSerializer.Deserialize<List<Cost>>(await File.ReadAllTextAsync(dearest))!);
            var costs = await SearchAsync(data, lasts);
            await File.WriteAllTextAsync(dearest, JsonSerializer.Serialize(costs.OrderByDescending(cost => cost.Processor).Take(20)
                .Concat(costs.OrderByDescending(cost => cost.Memory).Take(20)).Distinct()));
            return await ReportAsync(data, count, costs);
        }
        finally
        {
            if (kept is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<Cost>> SearchAsync(string data, TimeSpan lasts)
    {
        var random = new Random(7);
        await using var hub = await RunningHub.StartAsync(data);
        var seeds = await SeedsAsync(hub);
        var done = new Dictionary<string, Cost>(StringComparer.Ordinal);
        foreach (var ask in seeds)
            await TryAsync(ask);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < lasts)
        {
            // Half from the dearest, half anew; those whose dearness is in another way in are kept apart, so that one does not crowd out all others.
            var dearest = done.Values.GroupBy(cost => cost.Ask.Path).SelectMany(way => way.OrderByDescending(cost => cost.Processor).Take(3))
                .OrderByDescending(cost => cost.Processor).Take(Best).ToList();
            var from = random.Next(2) == 0 ? dearest[random.Next(dearest.Count)].Ask : seeds[random.Next(seeds.Count)];
            var other = dearest[random.Next(dearest.Count)].Ask;
            await TryAsync(Change(from, other, random));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{done.Count:N0} different requests in {watch.Elapsed.TotalMinutes:0} minutes; "
            + $"answers: {string.Join(", ", done.Values.GroupBy(cost => cost.Status).OrderBy(group => group.Key).Select(group => $"{group.Key} {group.Count():N0}"))}"));
        return [.. done.Values];

        async Task TryAsync(Ask ask)
        {
            if (ask.Address.Length < 8000 && !done.ContainsKey(ask.Address + ask.Form?.Length))
                done[ask.Address + ask.Form?.Length] = await hub.AskAsync(ask);
        }
    }

    /// <summary>
    /// The dearest by processor and by memory are asked again, each of a hub just started, since a process keeps memory it once took. What is compiled and worked out
    /// only once after a start is told apart: the first time is cold. Then the same is asked with another word that is nowhere, so that nothing of it was worked out
    /// before, a few times until the code is as it stays; the last counts. Of memory the greatest counts.
    /// </summary>
    private static async Task<int> ReportAsync(string data, int count, List<Cost> costs)
    {
        var finalists = costs.OrderByDescending(cost => cost.Processor).Take(8).Concat(costs.OrderByDescending(cost => cost.Memory).Take(8))
            .Concat(costs.GroupBy(cost => cost.Ask.Path).Select(way => way.MaxBy(cost => cost.Processor)!).OrderByDescending(cost => cost.Processor).Take(8))
            .Select(cost => cost.Ask).Distinct().ToList();
        var again = new List<Cost>();
        var (peer, cold) = (0.0, 0.0);
        foreach (var ask in finalists)
        {
            await using var hub = await RunningHub.StartAsync(data);
            for (var i = 0; i < 3; i++)
                await hub.AskAsync(ask with { Query = ask.Query is null ? null : "预热" });
            const int Pages = 200;
            var before = hub.Processor();
            for (var i = 0; i < Pages; i++)
                await hub.GetAsync("/site.css");
            peer = (hub.Processor() - before) / Pages;
            var first = await hub.AskAsync(ask);
            cold = Math.Max(cold, first.Processor);
            var (memory, last) = (first.Memory, first);
            for (var i = 0; i < Anew; i++)
            {
                last = await hub.AskAsync(ask with { Query = ask.Query is null ? null : $"({ask.Query}) NOT 龘靐{(char)('一' + i)}" });
                memory = Math.Max(memory, last.Memory);
            }

            again.Add(last with { Ask = ask, Memory = memory });
        }

        var dearest = costs.MaxBy(cost => cost.Processor)!;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"dearest while looked for, each asked once: {dearest.Processor:0.00} s {Short(WebUtility.UrlDecode(dearest.Ask.Address))}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} records; a static page: {peer * 1000:0.0} ms of processor"));
        foreach (var cost in again.OrderByDescending(cost => cost.Processor))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {cost.Processor,6:0.00} s processor {cost.Wall,6:0.00} s clock {cost.Memory,5:0} MB {cost.Status} {cost.Bytes >> 10,6:N0} KB "
                + $" {(cost.Ask.Form is null ? "GET " : "POST")} {Short(WebUtility.UrlDecode(cost.Ask.Address))}"));
        var worst = (Processor: again.Max(cost => cost.Processor), Memory: again.Max(cost => cost.Memory));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"worst: {worst.Processor:0.00} s of processor (aim 2), {worst.Processor / peer:N0} times the static "
            + $"page; {worst.Memory:0} MB (aim 200); the first time after a start at most {cold:0.00} s"));
        return worst is { Processor: < 2, Memory: < 200 } ? 0 : 1;
    }

    private static string Short(string text) => text.Length > 300 ? text[..300] + "…" : text;

    private static async Task<List<Ask>> SeedsAsync(RunningHub hub)
    {
        var asks = new List<Ask>();
        var everything = $"facets={string.Join(',', Facets)}&size=100";
        foreach (var query in Queries())
        {
            asks.AddRange([
                new("/search", query, "size=100&view=table", null), new("/search", query, "size=100&family=1", null),
                new("/api/v1/records", query, everything, null), new("/api/v1/records", query, $"{everything}&family=1&from=500000", null),
                new("/analysis", query, "", null), new("/analysis/report", query, "", null), new("/search.atom", query, "", null),
                new("/search/facet", query, "facet=applicant", null), new("/find", query, "", null), new("/hubs/search", query, "", null),
                new("/api/v1/federated", query, "", null), new("/search/download", query, "format=xlsx", null),
                new("/analysis/compare", query, $"q={UrlEncoder.Default.Encode(query)} 方法&q={UrlEncoder.Default.Encode(query)} 装置&q=发明", null),
                new("/sru", $"cql.anywhere = \"{query.Replace("\"", "", StringComparison.Ordinal)}\"", "operation=searchRetrieve&maximumRecords=100", null),
            ]);
            asks.AddRange(Charts.Select(chart => new Ask($"/api/v1/analysis/{chart}", query, "", null)));
        }

        foreach (var query in new[] { "cql.serverChoice = 装* or dc.title = 方* or dc.creator = 北*",
            "dc.title all \"装置 方法 系统\" prox/distance<20 dc.title any \"制造 处理\"", "dc.date > 2000 sortby dc.date/sort.ascending" })
            asks.Add(new("/sru", query, "operation=searchRetrieve&maximumRecords=100", null));
        foreach (var path in new[] { "/", "/outlets", "/outlets?size=100&region=1101", "/coverage", "/service-figures", "/events", "/events.ics", "/knowledge", "/resources", "/open-data",
            "/themes", "/applicants?name=北京", "/classifications", "/classifications/ipc", "/hsds/organizations?per_page=1000&full_service=true", "/hsds/services?per_page=1000",
            "/api/v1/suggest?q=装", "/api/v1/suggest?q=a", "/oai?verb=ListRecords&metadataPrefix=zhishu", "/oai?verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01",
            "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set=kind:trademark", "/oai?verb=ListSets", "/oai?verb=Identify", "/sru?operation=scan&scanClause=dc.creator%3D北&maximumTerms=100",
            "/sru?operation=scan&scanClause=dc.subject%3DA&maximumTerms=100", "/sru?operation=explain", "/openapi/v1.json", "/api/v1/outlets?size=100", "/api/v1/stats/network", "/api/v1/filings",
            "/filings/list.docx", "/search/advanced", "/search/synonyms?find=电" })
            asks.Add(new(path.Split('?')[0], null, path.Contains('?', StringComparison.Ordinal) ? path[(path.IndexOf('?', StringComparison.Ordinal) + 1)..] : "", null));
        var ids = await hub.IdsAsync();
        asks.AddRange(ids.Take(5).Select(id => new Ask("/search/similar", null, $"id={id}", null)));
        asks.Add(new("/search/compare", null, string.Join('&', ids.Take(5).Select(id => $"id={id}")), null));
        asks.Add(new("/search/download", null, "format=xlsx&" + string.Join('&', ids.Take(100).Select(id => $"id={id}")), null));
        asks.Add(new("/search/numbers", null, "", string.Join('\n', Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"2015{1 + (i % 3)}{i:D7}")))));
        asks.Add(new("/search/numbers", null, "", string.Join('\n', Enumerable.Range(0, 5000).Select(i => string.Create(CultureInfo.InvariantCulture, $"没有的号码{i}")))));
        return asks;
    }

    private static IEnumerable<string> Queries() =>
    [
        "装置", "一种", "发明 方法", "", "*", "装* OR 方* OR 处* OR 制*", "TI=*置", "IC=A* OR IC=B* OR IC=C*", "IC=H", "PA=*公司", "PA=北* OR PA=上* OR PA=深*", "IN=发明人1* OR IN=发明人2* OR IN=发明人3*",
        "本发明公开了一种", "(装置 NEAR/20 方法) OR (包括 NEAR/20 用于)", "AD>=2000 AND PD<=2030", "NOT 电池", "发明 NOT 装置 NOT 方法", "SM=华光", "SM=天地和", "AN=CN2*", "LS=有权 AND TY=发明",
        "AB=包括 AND AB=设置于 AND AB=连接 AND AB=所述 AND AB=进一步", "一种的用于包括设置连接所述进一步其中以及从而提高有效降低", "用于处理制造的方法和装置，其中包括设置于表面的连接，从而提高效率有效降低成本，并通过所述系统进一步与以及",
        "RG=1 OR RG=2 OR RG=3 OR RG=4 OR RG=5", "PA=有限公司 AND IN=发明人", "AB=?? OR TI=??", "AB=*明*", "\"其中以及\" OR \"从而提高\" OR \"有效降低\" OR \"所述进一步\"",
    ];

    private static Ask Change(Ask ask, Ask other, Random random)
    {
        var queries = Queries().ToArray();
        var piece = other.Query is { Length: > 0 } its && random.Next(2) == 0 && ask.Path != "/sru" && other.Path != "/sru" ? its : queries[random.Next(queries.Length)];
        if (ask.Query is null || ask.Path == "/sru")
            return ask with
            {
                Query = ask.Query is null ? null
                : $"({ask.Query}) {(random.Next(2) == 0 ? "or" : "and")} (cql.anywhere = \"{piece.Replace("\"", "", StringComparison.Ordinal)}\")"
            };
        var query = random.Next(9) switch
        {
            0 => $"({ask.Query}) OR ({piece})",
            1 => $"({ask.Query}) AND ({piece})",
            2 => $"({ask.Query}) NOT ({piece})",
            3 => $"{ask.Query} {piece}",
            4 => $"({ask.Query}) OR {Truncation(random)} OR {Truncation(random)} OR {Truncation(random)}",
            5 => $"({ask.Query}) AND ({Frequent(random)} NEAR/{random.Next(1, 50)} {Frequent(random)})",
            6 => $"({ask.Query}) OR \"{Frequent(random)}{Frequent(random)}\" OR \"{Frequent(random)}{Frequent(random)}\"",
            7 => string.Join(" OR ", Enumerable.Range(0, random.Next(2, 60)).Select(_ => random.Next(3) == 0 ? Truncation(random) : Frequent(random))),
            _ => string.Join(" AND ", Enumerable.Range(0, random.Next(2, 30)).Select(_ => $"({Frequent(random)} OR {Truncation(random)})")),
        };
        var rest = ask.Rest;
        if (random.Next(4) == 0 && ask.Path is "/search" or "/api/v1/records")
            rest = $"{ask.Rest}&{new[] { "sort=date", "sort=-date", "not-status=ended", "not-kind=gi", "kind=patent", "kind=trademark", "exact=1", "from=800000" }[random.Next(8)]}";
        return ask with { Path = random.Next(4) == 0 && other.Query is not null && other.Path != "/sru" ? other.Path : ask.Path, Query = query, Rest = rest };
    }

    private static async Task WriteMarksAsync(string file, int count)
    {
        const string Characters = "华光天地和泰安康宏达盛兴隆福禄寿喜金银玉宝龙凤鹏翔云海山川江河湖春夏秋冬东西南北中美佳乐欢新星辰月日火木水土田园林森美味香甜清纯雅韵诗意锦绣";
        var random = new Random(3);
        await using var writer = new StreamWriter(file);
        for (var i = 0; i < count; i++)
        {
            var name = string.Concat(Enumerable.Range(0, 2 + random.Next(3)).Select(_ => Characters[(int)(Characters.Length * random.NextDouble() * random.NextDouble())]));
            var filed = new DateOnly(2008, 1, 1).AddDays(random.Next(6000));
            var record = new IpRecord
            {
                Kind = RecordKind.Trademark,
                Office = "CN",
                Number = string.Create(CultureInfo.InvariantCulture, $"{10_000_000 + i}"),
                Title = name,
                Type = "word",
                FilingDate = filed,
                GrantDate = filed.AddDays(400),
                Status = LegalStatus.InForce,
                StatusText = "有权-注册",
                Region = "11",
                Parties = [new(PartyRole.Applicant, string.Create(CultureInfo.InvariantCulture, $"北京{name}贸易{random.Next(300)}有限公司"))],
                Classifications = [new("nice", (1 + random.Next(45)).ToString("D2", CultureInfo.InvariantCulture), true)],
                Abstract = "核定使用商品（服务）：日用品；服装；食品。",
                Synthetic = true,
            };
            await writer.WriteLineAsync(RecordJson.Write(record));
        }
    }

    /// <summary>The real program on the data, with the limits that hold visitors back over time lifted, so that what one request costs is seen.</summary>
    private sealed partial class RunningHub : IAsyncDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All })
        { BaseAddress = new Uri(Url), Timeout = TimeSpan.FromMinutes(5) };
        private readonly Process _process;
        private readonly string _data;
        private string? _token;

        private RunningHub(Process process, string data) => (_process, _data) = (process, data);

        public static async Task<RunningHub> StartAsync(string data)
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Zhishu.App.dll"), "serve"]) { RedirectStandardOutput = true };
            foreach (var (name, value) in new[] { ("Zhishu__DataFolder", data), ("Zhishu__Urls", Url), ("Zhishu__WorkSecondsPerMinute", "1000000"),
                ("Zhishu__ApiPerHour", "100000000"), ("Zhishu__PublicPostsPerHour", "10000000") })
                start.Environment[name] = value;
            var process = Process.Start(start)!;
            while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Ctrl-C", StringComparison.Ordinal))
            {
            }

            _ = process.StandardOutput.ReadToEndAsync();
            var hub = new RunningHub(process, data);
            for (var tries = 0; (int)(await hub._http.GetAsync("/readyz")).StatusCode != 200 && tries < 600; tries++)
                await Task.Delay(200);
            await hub.QuietAsync();
            return hub;
        }

        /// <summary>Waits until what a hub does by itself after its start is done, such as the files of its open data: it would be counted with the requests.</summary>
        private async Task QuietAsync()
        {
            for (var tries = 0; tries < 600; tries++)
            {
                var before = Processor();
                await Task.Delay(2000);
                if (Processor() - before < 0.1)
                    return;
            }
        }

        public async Task<List<string>> IdsAsync()
        {
            using var answer = JsonDocument.Parse(await _http.GetStringAsync("/api/v1/records?q=&size=100"));
            return [.. answer.RootElement.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("id").GetString()!)];
        }

        public async Task GetAsync(string address) => await (await _http.GetAsync(address)).Content.ReadAsByteArrayAsync();

        public async Task<Cost> AskAsync(Ask ask)
        {
            if (ask.Form is not null && _token is null)
                _token = Token().Match(await _http.GetStringAsync(ask.Path)).Groups[1].Value;
            var (processor, memory) = (Processor(), Memory());
            var most = memory;
            using var stop = new CancellationTokenSource();
            var sampling = Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    most = Math.Max(most, Memory());
                    await Task.Delay(10);
                }
            });
            var watch = Stopwatch.StartNew();
            using var request = new HttpRequestMessage(ask.Form is null ? HttpMethod.Get : HttpMethod.Post, ask.Address);
            if (ask.Form is not null)
                request.Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["text"] = ask.Form, ["__RequestVerificationToken"] = _token! });
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var (bytes, status) = (0L, (int)answer.StatusCode);
            try
            {
                await using var body = await answer.Content.ReadAsStreamAsync();
                var part = new byte[1 << 16];
                int read;
                while ((read = await body.ReadAsync(part)) > 0)
                    bytes += read;
            }
            catch (IOException e)
            {
                // What the hub breaks off is no answer: it is told of, and the search goes on.
                Console.WriteLine($"broken off after {bytes:N0} bytes ({e.Message}): {ask.Address}");
                status = 0;
            }

            var wall = watch.Elapsed.TotalSeconds;
            await stop.CancelAsync();
            await sampling;
            return new(ask, Processor() - processor, (most - memory) / 1024.0, wall, status, bytes);
        }

        /// <summary>Seconds of processor that the hub and its database server used so far.</summary>
        public double Processor() => Processes().Sum(process =>
        {
            try
            {
                var stat = File.ReadAllText($"/proc/{process}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

                // utime, stime, and those of children that have ended: a postmaster's backends come and go.
                return fields.Skip(11).Take(process == _process.Id ? 2 : 4).Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / 100.0;
            }
            catch (IOException)
            {
                return 0;
            }
        });

        /// <summary>Kilobytes that are the processes' own, without mapped files and what they share.</summary>
        private long Memory() => Processes().Sum(process =>
        {
            try
            {
                return File.ReadLines($"/proc/{process}/status").Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal))
                    .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).FirstOrDefault();
            }
            catch (IOException)
            {
                return 0;
            }
        });

        private List<int> Processes()
        {
            var postmaster = File.ReadLines(Directory.EnumerateFiles(_data, "postmaster.pid", SearchOption.AllDirectories).First()).First();
            var children = File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return [_process.Id, int.Parse(postmaster, CultureInfo.InvariantCulture), .. children.Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
