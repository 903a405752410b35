using System.CommandLine;
using System.Text;
using Zhishu.Foundation;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>terms [list|add|remove|import|export]</c></summary>
internal static class TermsCommand
{
    public static Command Create()
    {
        var find = new Argument<string>("WORD") { Description = Lang.T("任一语言中的词或其一部分"), Arity = ArgumentArity.ZeroOrOne };
        var zh = new Argument<string>("CHINESE") { Description = Lang.T("中文") };
        var en = new Argument<string>("ENGLISH") { Description = Lang.T("英文") };
        var field = new Option<string>("--field") { Description = Lang.T("领域，例如 H01M") };
        var id = new Argument<int>("NUMBER") { Description = Lang.T("编号") };
        var from = new Argument<FileInfo>("FILE") { Description = Lang.T("CSV 文件，列为 zh,en,source,field") };
        var to = new Argument<FileInfo>("FILE") { Description = Lang.T("写到的文件；不写则输出到屏幕"), Arity = ArgumentArity.ZeroOrOne };
        var list = new Command("list", Lang.T("列出全部，或含某个词的")) { find };
        list.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            foreach (var pair in (await hub.Get<Terms>().ListAsync(arguments.GetValue(find) ?? "", 0, int.MaxValue, ct)).Pairs)
                Console.WriteLine($"{pair.Id}\t{pair.Chinese}\t{pair.English}\t{pair.Field}");
            return Terminal.Done;
        });
        var add = new Command("add", Lang.T("增加一对")) { zh, en, field };
        add.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            return await hub.Get<Terms>().AddAsync(arguments.GetValue(zh)!, arguments.GetValue(en)!, arguments.GetValue(field) ?? "", ct) is { } wrong
                ? await RefuseAsync(wrong.ToString())
                : Terminal.Done;
        });
        var remove = new Command("remove", Lang.T("删除一对")) { id };
        remove.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            return await hub.Get<Terms>().RemoveAsync(arguments.GetValue(id), ct) is not null ? Terminal.Done : await RefuseAsync(Lang.T($"没有第 {arguments.GetValue(id)} 对"));
        });
        var import = new Command("import", Lang.T("从文件增加")) { from };
        import.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (!arguments.GetValue(from)!.Exists)
                return await RefuseAsync(Lang.T($"没有文件 {arguments.GetValue(from)!.FullName}"));
            using var file = new StreamReader(arguments.GetValue(from)!.FullName, Encoding.UTF8);
            var done = await hub.Get<Terms>().ImportAsync(file, ct);
            Console.WriteLine(Lang.T($"新增 {done.Added:N0} 对，已有 {done.Known:N0} 对，未采用 {done.Faults.Count:N0} 行"));
            foreach (var (line, fault) in done.Faults)
                await Console.Error.WriteLineAsync(Lang.T($"第 {line} 行：{fault}"));
            return done.Faults.Count == 0 ? Terminal.Done : Terminal.Refused;
        });
        var export = new Command("export", Lang.T("写成 CSV")) { to };
        export.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var rows = await hub.Get<Terms>().ExportAsync(ct);
            await using var file = arguments.GetValue(to) is { } path ? new StreamWriter(path.FullName, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) : Console.Out;
            foreach (var row in rows.Prepend(Terms.Head))
                await file.WriteAsync(CsvText.Line(row));
            return Terminal.Done;
        });
        return new Command("terms", Lang.T("中英术语表：用一种语言检索时，也检索另一种语言中的同一术语")) { list, add, remove, import, export };
    }

    private static async Task<int> RefuseAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return Terminal.Refused;
    }
}
