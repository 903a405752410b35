using System.CommandLine;
using System.Text;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.App.Commands;

/// <summary><c>export</c>: all records as JSON Lines, which <c>import</c> reads back without loss.</summary>
internal static class ExportCommand
{
    private const int PageSize = 500;

    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Description = Terminal.Text("输出文件，省略时写到标准输出", "File to write; standard output when left out"), Arity = ArgumentArity.ZeroOrOne };
        var kinds = new Option<string[]>("--kind") { Description = "patent, trademark, gi, layout", AllowMultipleArgumentsPerToken = true };
        kinds.AcceptOnlyFromAmong([.. RecordKinds.InOrder.Select(kind => kind.Code())]);
        var command = new Command("export", Terminal.Text("导出全部记录（JSON Lines，可无损导回）", "Export all records as JSON Lines, which can be imported without loss")) { file, kinds };
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var wanted = (arguments.GetValue(kinds) ?? []).Select(RecordKinds.Parse).OfType<RecordKind>().ToList();
            var path = arguments.GetValue(file);
            var count = path is null
                ? await WriteAsync(hub.Get<RecordStore>(), wanted, Console.OpenStandardOutput(), ct)
                : await ToFileAsync(hub.Get<RecordStore>(), wanted, path, ct);
            await Console.Error.WriteLineAsync(Terminal.Text($"已导出 {count:N0} 条", $"{count:N0} records exported"));
            return Terminal.Done;
        });
        return command;
    }

    /// <summary>A file that is there under its name is whole: it is written beside and moved.</summary>
    private static async Task<long> ToFileAsync(RecordStore store, List<RecordKind> kinds, string path, CancellationToken ct)
    {
        var half = path + ".part";
        try
        {
            long count;
            await using (var stream = File.Create(half))
            {
                count = await WriteAsync(store, kinds, stream, ct);
            }

            File.Move(half, path, overwrite: true);
            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HubFaultException("export.file", new($"无法写入 {path}：{e.Message}", $"Cannot write {path}: {e.Message}"), e);
        }
    }

    private static async Task<long> WriteAsync(RecordStore store, List<RecordKind> kinds, Stream stream, CancellationToken ct)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var (after, count) = (Guid.Empty, 0L);
        while (await store.PageAsync(kinds, after, PageSize, ct) is { Count: > 0 } page)
        {
            foreach (var stored in await store.Texts.WholeAsync(page, ct))
                await writer.WriteAsync(RecordJson.Write(stored.Record) + "\n");
            (after, count) = (page[^1].Id, count + page.Count);
        }

        return count;
    }
}
