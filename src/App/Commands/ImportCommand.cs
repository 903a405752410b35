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
        var paths = new Argument<string[]>("PATH") { Description = Terminal.Text("文件、目录、.zip 或 .gz", "Files, folders, .zip or .gz"), Arity = ArgumentArity.OneOrMore };
        var format = new Option<string?>("--format") { Description = Terminal.Text("指定格式，省略时按内容识别：", "Format; recognised by content when left out: ") + string.Join(", ", RecordImporter.FormatNames) };
        format.AcceptOnlyFromAmong([.. RecordImporter.FormatNames]);
        var dryRun = new Option<bool>("--dry-run") { Description = Terminal.Text("只检查，不写入", "Check only, write nothing") };
        var again = new Option<bool>("--again") { Description = Terminal.Text("重新读取已完整导入过的文件", "Read files again that were imported whole before") };
        var keepUnknown = new Option<bool>("--keep-unknown")
        {
            Description = Terminal.Text("重要的列未能识别时仍导入，这些列按原名保留", "Import a table although important columns are not known; they are kept under their names"),
        };
        var mapping = new Option<string?>("--mapping")
        {
            Description = Terminal.Text("列与字段的对照：已保存的名称，或对照文件（kind,header,field,separator）",
            "What the columns hold: a mapping saved under a name, or a file of one (kind,header,field,separator)")
        };
        var source = new Option<string?>("--source") { Description = Terminal.Text("数据提供方名称", "Name of the data's provider") };
        var licence = new Option<string?>("--licence") { Description = Terminal.Text("数据许可", "Licence of the data") };
        var noIndex = new Option<bool>("--no-index") { Description = Terminal.Text("不等待索引；运行中的枢纽会自行跟上", "Do not index; a running hub follows by itself") };
        var command = new Command("import", Terminal.Text("导入记录", "Import records")) { paths, format, dryRun, again, keepUnknown, mapping, source, licence, noIndex };
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
            using (var line = new ProgressLine(Terminal.Text("条", "records")))
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
        throw new HubFaultException("mapping.unknown", new(
            File.Exists(name) ? $"{name} 不是对照文件：应有 kind,header,field,separator 四列，一种记录，其中有号码和名称" : $"没有名为“{name}”的对照，也没有这个文件；已保存：{(names.Length > 0 ? names : "无")}",
            File.Exists(name) ? $"{name} is no mapping: four columns kind,header,field,separator, one kind of record, a number and a title are needed"
                : $"There is no mapping “{name}” and no such file; saved are: {(names.Length > 0 ? names : "none")}"));
    }

    public static async Task IndexAsync(SearchIndex index, CancellationToken ct)
    {
        var backlog = await index.BacklogAsync(ct);
        if (backlog == 0)
            return;
        using var line = new ProgressLine(Terminal.Text("条索引", "indexed"));
        await index.CatchUpAsync(new Report<long>(done => line.Show(done, Math.Min(1, (double)done / backlog))), ct);
    }

    private static void Show(ImportReport report, bool dryRun)
    {
        Console.WriteLine(Terminal.Text(
            $"{(dryRun ? "试运行（未写入）：" : "")}新增 {report.New:N0}，更新 {report.Changed:N0}，相同 {report.Same:N0}，拒绝 {report.Refused:N0}；文件 {report.Files:N0} 个",
            $"{(dryRun ? "Dry run, nothing written: " : "")}{report.New:N0} new, {report.Changed:N0} changed, {report.Same:N0} the same, {report.Refused:N0} refused; {report.Files:N0} files"));
        if (report.KnownFiles > 0)
            Console.WriteLine(Terminal.Text($"其中 {report.KnownFiles:N0} 个文件此前已完整导入，未重复读取（--again 可强制重读）",
                $"{report.KnownFiles:N0} of them had been imported whole before and were not read again (--again reads them)"));
        if (report.Resumed > 0)
            Console.WriteLine(Terminal.Text($"接着上次中断处继续，跳过已提交的 {report.Resumed:N0} 条", $"Went on where the last run stopped, past {report.Resumed:N0} records"));
        foreach (var (file, text) in report.Notes)
            Console.WriteLine(Terminal.Text($"{file}：{text.Zh}", $"{file}: {text.En}"));
        if (report.RefusedFile is not null)
            Console.WriteLine(Terminal.Text($"拒绝与提醒逐条列于 {report.RefusedFile}", $"Refusals and warnings are listed in {report.RefusedFile}"));
    }
}
