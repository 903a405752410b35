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
        var file = new Argument<string?>("FILE") { Description = Lang.T("输出文件，省略时写到标准输出"), Arity = ArgumentArity.ZeroOrOne };
        var kinds = new Option<string[]>("--kind") { Description = "patent, trademark, gi, layout", AllowMultipleArgumentsPerToken = true };
        kinds.AcceptOnlyFromAmong([.. RecordKinds.InOrder.Select(kind => kind.Code())]);
        var command = new Command("export", Lang.T("导出全部记录（JSON Lines，可无损导回）")) { file, kinds };
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var wanted = (arguments.GetValue(kinds) ?? []).Select(RecordKinds.Parse).OfType<RecordKind>().ToList();
            var path = arguments.GetValue(file);
            var count = path is null
                ? await WriteAsync(hub.Get<RecordStore>(), wanted, Console.OpenStandardOutput(), ct)
                : await ToFileAsync(hub.Get<RecordStore>(), wanted, path, ct);
            await Console.Error.WriteLineAsync(Lang.T($"已导出 {count:N0} 条"));
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
            throw new HubFaultException("export.file", new($"无法写入 {path}：{e.Message}"), e);
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
