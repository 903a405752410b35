using System.CommandLine;
using System.Text.Json;
using Zhishu.Foundation;

namespace Zhishu.App.Commands;

/// <summary><c>audit verify</c> and <c>audit export FILE</c></summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var expect = new Option<string?>("--expect") { Description = Terminal.Text("以前记下的末条校验值：链中须有它，否则末尾被截断过", "A head noted before: the chain must still have it") };
        var verify = new Command("verify", Terminal.Text("校验审计日志链", "Check the chain of the audit trail")) { expect };
        verify.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var trail = hub.Get<AuditTrail>();
            var verdict = await trail.VerifyAsync(ct);
            if (verdict.Broken is { } broken)
            {
                await Console.Error.WriteLineAsync(Terminal.Text($"日志链在第 {broken} 条断开", $"The chain breaks at line {broken}"));
                return Terminal.Refused;
            }

            if (arguments.GetValue(expect) is { } head && !await HasAsync(trail, head, ct))
            {
                await Console.Error.WriteLineAsync(Terminal.Text("链中没有所给的校验值：末尾可能被截断", "The chain does not have this head: its end may have been cut off"));
                return Terminal.Refused;
            }

            Console.WriteLine(Terminal.Text($"{verdict.Lines:N0} 条完好，末条校验值 {verdict.Head}", $"{verdict.Lines:N0} lines are whole, head {verdict.Head}"));
            return Terminal.Done;
        });
        var file = new Argument<string>("FILE") { Description = Terminal.Text("写入的文件（每行一个 JSON）", "File to write, one JSON object a line") };
        var export = new Command("export", Terminal.Text("导出审计日志", "Export the audit trail")) { file };
        export.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            await using var writer = new StreamWriter(arguments.GetValue(file)!);
            await foreach (var entry in hub.Get<AuditTrail>().StreamAsync(new(), ct))
                await writer.WriteLineAsync(JsonSerializer.Serialize(entry, JsonColumn.Options));
            return Terminal.Done;
        });
        return new Command("audit", Terminal.Text("审计日志", "The audit trail")) { verify, export };
    }

    private static async Task<bool> HasAsync(AuditTrail trail, string head, CancellationToken ct)
    {
        await foreach (var entry in trail.StreamAsync(new(), ct))
        {
            if (Convert.ToHexStringLower(entry.Hash).Equals(head, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
