using System.CommandLine;
using System.Text.Json;
using Zhishu.Foundation;

namespace Zhishu.App.Commands;

/// <summary><c>audit verify</c>, <c>audit export FILE</c> and <c>audit new-key</c></summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var expect = new Option<string?>("--expect") { Description = Lang.T("以前记下的末条校验值：链中须有它，否则末尾被截断过") };
        var anchors = new Option<string?>("--anchors") { Description = Lang.T("另行保管的锚点文件（默认用本枢纽的）") };
        var verify = new Command("verify", Lang.T("校验审计日志链，并与锚点比对")) { expect, anchors };
        verify.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var trail = hub.Get<AuditTrail>();
            var file = arguments.GetValue(anchors) is { } path ? Path.GetFullPath(path) : null;
            if (file is not null && !File.Exists(file))
                throw new HubFaultException("audit.anchors", new($"没有文件 {file}"));
            var verdict = await trail.VerifyAsync(ct, file);
            foreach (var note in verdict.Notes)
                Console.WriteLine(note);
            foreach (var fault in verdict.Faults)
                await Console.Error.WriteLineAsync(fault.ToString());
            if (verdict.Broken is { } broken)
                await Console.Error.WriteLineAsync(Lang.T($"日志链在第 {broken} 条断开：该处内容被改动、删除或插入"));
            if (!verdict.IsWhole)
                return Terminal.Refused;

            if (arguments.GetValue(expect) is { } head && !await HasAsync(trail, head, ct))
            {
                await Console.Error.WriteLineAsync(Lang.T("链中没有所给的校验值：末尾可能被截断"));
                return Terminal.Refused;
            }

            Console.WriteLine(Lang.T($"{verdict.Lines:N0} 条完好，末条校验值 {verdict.Head}"));
            return Terminal.Done;
        });
        var file = new Argument<string>("FILE") { Description = Lang.T("写入的文件（每行一个 JSON）") };
        var export = new Command("export", Lang.T("导出审计日志")) { file };
        export.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            await using var writer = new StreamWriter(arguments.GetValue(file)!);
            await foreach (var entry in hub.Get<AuditTrail>().StreamAsync(new(), ct))
                await writer.WriteLineAsync(JsonSerializer.Serialize(entry, JsonColumn.Options));
            return Terminal.Done;
        });
        var reason = new Option<string>("--reason") { Description = Lang.T("原因，写入日志"), Required = true };
        var key = new Command("new-key", Lang.T("换用新密钥（原密钥丢失或泄露时）")) { reason };
        key.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var fingerprint = await hub.Get<AuditDesk>().NewKeyAsync(arguments.GetValue(reason)!, ct);
            Console.WriteLine(Lang.T($"日志自此使用密钥 {fingerprint}"));
            return Terminal.Done;
        });
        return new Command("audit", Lang.T("The audit trail|审计日志")) { verify, export, key };
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
