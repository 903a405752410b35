using System.CommandLine;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>import PATH…</c></summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = Lang.T("文件、目录、.zip 或 .gz"), Arity = ArgumentArity.OneOrMore };
        var format = new Option<string?>("--format") { Description = Lang.T("指定格式，省略时按内容识别：") + string.Join(", ", RecordImporter.FormatNames) };
        format.AcceptOnlyFromAmong([.. RecordImporter.FormatNames]);
        var dryRun = new Option<bool>("--dry-run") { Description = Lang.T("只检查，不写入") };
        var again = new Option<bool>("--again") { Description = Lang.T("重新读取已完整导入过的文件") };
        var keepUnknown = new Option<bool>("--keep-unknown")
        {
            Description = Lang.T("重要的列未能识别时仍导入，这些列按原名保留"),
        };
        var mapping = new Option<string?>("--mapping")
        {
            Description = Lang.T("列与字段的对照：已保存的名称，或对照文件（kind,header,field,separator）")
        };
        var source = new Option<string?>("--source") { Description = Lang.T("数据提供方名称") };
        var licence = new Option<string?>("--licence") { Description = Lang.T("数据许可") };
        var noIndex = new Option<bool>("--no-index") { Description = Lang.T("不等待索引；运行中的枢纽会自行跟上") };
        var command = new Command("import", Lang.T("导入记录")) { paths, format, dryRun, again, keepUnknown, mapping, source, licence, noIndex };
        command.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var request = new ImportRequest(arguments.GetValue(paths)!)
            {
                Format = arguments.GetValue(format),
                DryRun = arguments.GetValue(dryRun),
                Again = arguments.GetValue(again),
                KeepUnknown = arguments.GetValue(keepUnknown),
                Mapping = arguments.GetValue(mapping) is { } name ? await MappingAsync(hub, name, ct) : null,
                SourceName = arguments.GetValue(source),
                Licence = arguments.GetValue(licence),
            };
            ImportReport report;
            using (var line = new ProgressLine(Lang.T("条")))
            {
                report = await hub.Get<RecordImporter>()
                    .RunAsync(request, new Report<ImportProgress>(now => line.Show(now.Records, now.BytesTotal > 0 ? (double)now.BytesDone / now.BytesTotal : null)), ct);
            }

            Show(report, request.DryRun);
            if (!request.DryRun && !arguments.GetValue(noIndex))
                await IndexAsync(hub.Get<SearchIndex>(), ct);
            return report.Refused > 0 ? Terminal.Refused : Terminal.Done;
        });
        return command;
    }

    private static async Task<TableMapping> MappingAsync(CommandHub hub, string name, CancellationToken ct)
    {
        var mapping = File.Exists(name) ? TableMapping.Parse(await File.ReadAllTextAsync(name, ct)) : await hub.Get<MappingStore>().FindAsync(name, ct);
        if (mapping is not null)
            return mapping;
        var names = string.Join("、", await hub.Get<MappingStore>().NamesAsync(ct));
        throw new HubFaultException("mapping.unknown", File.Exists(name)
            ? new($"{name} 不是对照文件：应有 kind,header,field,separator 四列，一种记录，其中有号码和名称")
            : new($"没有名为“{name}”的对照，也没有这个文件；已保存：{(names.Length > 0 ? Bilingual.Of(names, "") : new("none|无"))}"));
    }

    public static async Task IndexAsync(SearchIndex index, CancellationToken ct)
    {
        var backlog = await index.BacklogAsync(ct);
        if (backlog == 0)
            return;
        using var line = new ProgressLine(Lang.T("条索引"));
        await index.CatchUpAsync(new Report<long>(done => line.Show(done, Math.Min(1, (double)done / backlog))), ct);
    }

    private static void Show(ImportReport report, bool dryRun)
    {
        Console.WriteLine((dryRun ? Lang.T("试运行（未写入）：") : "")
            + Lang.T($"新增 {report.New:N0}，更新 {report.Changed:N0}，相同 {report.Same:N0}，拒绝 {report.Refused:N0}；文件 {report.Files:N0} 个"));
        if (report.KnownFiles > 0)
            Console.WriteLine(Lang.T($"其中 {report.KnownFiles:N0} 个文件此前已完整导入，未重复读取（--again 可强制重读）"));
        if (report.Resumed > 0)
            Console.WriteLine(Lang.T($"接着上次中断处继续，跳过已提交的 {report.Resumed:N0} 条"));
        foreach (var (file, text) in report.Notes)
            Console.WriteLine(Lang.T($"{file}：{text}"));
        if (report.RefusedFile is not null)
            Console.WriteLine(Lang.T($"拒绝与提醒逐条列于 {report.RefusedFile}"));
    }
}
