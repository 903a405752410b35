using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Zhishu.Records;

namespace Zhishu.Tests.App;

/// <summary>What visitors and operators do during the soak, and how they are answered.</summary>
public sealed partial class SoakTests
{
    private async Task AskAsync(int writer, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var title = $"第 {writer} 人的第 {i} 个问题";
            using var visitor = new Visitor(new Uri(_address));
            var content = "%PDF-1.4 "u8.ToArray().Concat(new byte[2000]).ToArray();
            if (await NoteAsync("ask", () =>
                visitor.UploadManyAsync("/enquiries/ask", [("Title", title), ("Text", "专利年费应当怎样缴纳？期限怎样计算？"), ("Subject", "patent"), ("Region", "31"),
                ("suggested", "true")], [("files", "附件.pdf", content)])) == HttpStatusCode.Redirect)
                _asked.Add(title);
            await Task.Delay(300, CancellationToken.None);
        }
    }

    private async Task SignUpAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var visitor = new Visitor(new Uri(_address));
            var email = $"s{Guid.NewGuid():N}@a.example";
            if (await NoteAsync("sign up", () =>
                visitor.PostAsync("/account/sign-up", [("name", "某人"), ("email", email), ("password", People.Password), ("again", People.Password)])) == HttpStatusCode.OK)
                _addresses.Add(email);
            await Task.Delay(700, CancellationToken.None);
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        using var visitor = new Visitor(new Uri(_address));
        string[] pages = ["/", "/search?q=一种", "/api/v1/records?q=装置", "/enquiries", "/oai?verb=Identify", "/board", "/outlets", "/readyz", "/healthz"];
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await NoteAsync(pages[i % pages.Length], () => visitor.OpenAsync(pages[i % pages.Length]));
            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>Notes how something was answered: well, or with a clear word; anything else is wrong.</summary>
    private async Task<HttpStatusCode> NoteAsync(string what, Func<Task<HttpResponseMessage>> send)
    {
        var trouble = _trouble;
        var watch = Stopwatch.StartNew();
        try
        {
            using var answer = await send();
            var text = await answer.Content.ReadAsStringAsync();
            var (slow, status) = (watch.Elapsed > TimeSpan.FromSeconds(10) ? ", over 10 s" : "", (int)answer.StatusCode);
            _answers.AddOrUpdate((trouble, $"{status}{slow}"), 1, (_, count) => count + 1);
            var clear = status is 200 or 302 || (status == 400 && what is "ask" or "sign up")
                || (status == 503 && (text.Contains("暂时无法服务", StringComparison.Ordinal) || text.Contains("没有应答", StringComparison.Ordinal)));
            if (!clear || text.Contains("   at ", StringComparison.Ordinal) || text.Contains("Exception", StringComparison.Ordinal))
                _wrong.Enqueue($"{trouble}: {what} was answered {status}: {text[..Math.Min(300, text.Length)]}");
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            _answers.AddOrUpdate((trouble, "no answer"), 1, (_, count) => count + 1);
            _wrong.Enqueue($"{trouble}: {what} was not answered within {watch.Elapsed.TotalSeconds:0} s: {e.Message}");
            return 0;
        }
    }

    /// <summary>Imports files one after another, each until it has come through; returns how many.</summary>
    private async Task<int> ImportAsync(CancellationToken stop)
    {
        var lines = DemoSet.Generate(TestHub.Reference, 40 * RecordsInFile, 0, 0, 0).Select(RecordJson.Write).Chunk(RecordsInFile);
        var files = 0;
        foreach (var chunk in lines)
        {
            if (stop.IsCancellationRequested)
                break;
            var file = Path.Combine(_folder.Path, $"{files++}.jsonl");
            await File.WriteAllLinesAsync(file, chunk, CancellationToken.None);
            for (var tries = 0; ; tries++)
            {
                var (trouble, said) = (_trouble, new ConcurrentQueue<string>());
                using var import = Start(said, "import", file);
                await import.WaitForExitAsync(CancellationToken.None);
                _answers.AddOrUpdate((trouble, $"import ended {import.ExitCode}"), 1, (_, count) => count + 1);
                if (import.ExitCode is not (0 or 1))
                    _wrong.Enqueue($"{trouble}: the import ended with {import.ExitCode}: {string.Join('\n', said.Take(8))}");
                if (import.ExitCode == 0)
                    break;
                Assert.True(tries < 400, "the import never came through");
                await Task.Delay(2000, CancellationToken.None);
            }

            await Task.Delay(Unit / 6, CancellationToken.None);
        }

        return files;
    }
}
