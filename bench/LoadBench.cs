using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Bench;

/// <summary>
/// Users who search, look for outlets, read and ask, each with a cookie jar and pauses as people make them, against the real program with its demo set.
/// The peer is a plain static page of the same hub, fetched by some of them in the same minutes.
/// </summary>
internal static partial class LoadBench
{
    private static readonly string[] Searches =
        ["/search?q=锂离子电池 隔膜", "/search?q=TI=焊接装置 AND LS=有效", "/search?q=IC=G06F NOT PA=大学", "/search?q=图像识别方法&kind=patent", "/search?q=茶叶&kind=gi", "/api/v1/records?q=电池&facets=year,ipc&size=10"];

    private static readonly string[] Directory = ["/outlets", "/outlets?region=31", "/outlets?region=32&near=3205", "/outlets?service=basic.enquiry", "/api/v1/outlets?find=图书馆", "/coverage"];

    private static readonly string[] Reading = ["/enquiries", "/knowledge", "/events", "/resources", "/find?q=商标续展", "/service-figures"];

    public static async Task<int> RunAsync(TimeSpan lasts, int users)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        const string Url = "http://127.0.0.1:18099";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Zhishu.App.dll"), "serve"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in new[] { ("Zhishu__DataFolder", folder), ("Zhishu__Urls", Url), ("Zhishu__Demo", "true"),
            ("Zhishu__WorkSecondsPerMinute", "1000000"), ("Zhishu__PublicPostsPerHour", "10000000"), ("Zhishu__EnquiriesPerHour", "10000000") })
            start.Environment[name] = value;
        using var hub = Process.Start(start)!;
        try
        {
            while (await hub.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Ctrl-C", StringComparison.Ordinal))
            {
            }

            _ = hub.StandardOutput.ReadToEndAsync();
            var times = new ConcurrentDictionary<string, ConcurrentBag<double>>();
            var errors = new ConcurrentDictionary<string, int>();
            using var stop = new CancellationTokenSource(lasts);
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, users).Select(user => UserAsync(new Uri(Url), user, times, errors, stop.Token)));
            Report(watch.Elapsed, users, times, errors, hub);
            return errors.IsEmpty ? 0 : 1;
        }
        finally
        {
            Process.Start("kill", ["-TERM", hub.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
            await hub.WaitForExitAsync();
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UserAsync(Uri hub, int user, ConcurrentDictionary<string, ConcurrentBag<double>> times, ConcurrentDictionary<string, int> errors, CancellationToken ct)
    {
        var random = new Random(user);
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = hub, Timeout = TimeSpan.FromSeconds(30) };
        for (var turn = 0; !ct.IsCancellationRequested; turn++)
        {
            var kind = random.Next(100) switch { < 35 => "search", < 60 => "directory", < 80 => "reading", < 90 => "static", _ => "enquiry" };
            var clock = Stopwatch.StartNew();
            try
            {
                var status = kind switch
                {
                    "search" => await GetAsync(http, Searches[random.Next(Searches.Length)]),
                    "directory" => await GetAsync(http, Directory[random.Next(Directory.Length)]),
                    "reading" => await GetAsync(http, Reading[random.Next(Reading.Length)]),
                    "static" => await GetAsync(http, "/site.css"),
                    _ => await AskAsync(http, user, turn, clock),
                };
                if ((int)status >= 400)
                    errors.AddOrUpdate($"{kind} {(int)status}", 1, (_, count) => count + 1);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                errors.AddOrUpdate($"{kind} {e.GetType().Name}", 1, (_, count) => count + 1);
            }

            times.GetOrAdd(kind, _ => []).Add(clock.Elapsed.TotalMilliseconds);
            await Task.Delay(random.Next(500, 4500), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<HttpStatusCode> GetAsync(HttpClient http, string url)
    {
        using var answer = await http.GetAsync(url);
        await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode;
    }

    /// <summary>Opens the form, then sends it; the time is that of sending.</summary>
    private static async Task<HttpStatusCode> AskAsync(HttpClient http, int user, int turn, Stopwatch clock)
    {
        var page = await http.GetStringAsync("/enquiries/ask");
        clock.Restart();
        using var answer = await http.PostAsync("/enquiries/ask", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Title"] = $"用户 {user} 的第 {turn} 个问题",
            ["Text"] = "请问外观设计专利怎么申请？",
            ["Subject"] = "patent",
            ["Region"] = "31",
            ["suggested"] = "true",
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        }));
        return answer.StatusCode;
    }

    private static void Report(TimeSpan elapsed, int users, ConcurrentDictionary<string, ConcurrentBag<double>> times, ConcurrentDictionary<string, int> errors, Process hub)
    {
        static double At(double[] sorted, double share) => sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
        var peer = At([.. times["static"].Order()], 0.95);
        Console.WriteLine($"{users} users, {elapsed.TotalMinutes:0.0} minutes, {times.Values.Sum(bag => bag.Count):N0} requests, "
            + $"{times.Values.Sum(bag => bag.Count) / elapsed.TotalSeconds:0.0}/s, errors {errors.Values.Sum()}");
        foreach (var (kind, bag) in times.OrderBy(pair => pair.Key))
        {
            double[] sorted = [.. bag.Order()];
            Console.WriteLine($"{kind,-10} {sorted.Length,8:N0}  p50 {At(sorted, 0.5),8:0.0} ms  "
                + $"p95 {At(sorted, 0.95),8:0.0} ms  p99 {At(sorted, 0.99),8:0.0} ms  p95 over the static page {At(sorted, 0.95) / peer,6:0.0}");
        }

        foreach (var (what, count) in errors)
            Console.WriteLine($"error: {what}: {count}");
        hub.Refresh();
        Console.WriteLine($"memory of the hub: {hub.WorkingSet64 >> 20} MB");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
