using System.CommandLine;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>applicants [list|merge|split]</c></summary>
internal static class ApplicantsCommand
{
    public static Command Create()
    {
        var canonical = new Argument<string>("NAME") { Description = Terminal.Text("规范名称", "The name to count under") };
        var others = new Argument<string[]>("OTHER") { Description = Terminal.Text("同一申请人的其他名称", "Other names of the same applicant"), Arity = ArgumentArity.OneOrMore };
        var name = new Argument<string>("NAME") { Description = Terminal.Text("名称", "A name") };
        var list = new Command("list", Terminal.Text("列出全部", "List all"));
        list.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            foreach (var (other, main) in await hub.Get<ApplicantAuthority>().ListAsync(ct))
                Console.WriteLine($"{main}\t{other}");
            return Terminal.Done;
        });
        var merge = new Command("merge", Terminal.Text("把几个名称计在一个之下", "Count names under one")) { canonical, others };
        merge.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (await hub.Get<ApplicantAuthority>().MergeAsync(arguments.GetValue(canonical)!, arguments.GetValue(others)!, ct) is { } wrong)
                return await RefuseAsync(wrong.ToString());
            await ImportCommand.IndexAsync(hub.Get<SearchIndex>(), ct);
            return Terminal.Done;
        });
        var split = new Command("split", Terminal.Text("让一个名称重新独立", "Let a name stand by itself again")) { name };
        split.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (!await hub.Get<ApplicantAuthority>().SplitAsync(arguments.GetValue(name)!, ct))
                return await RefuseAsync(Terminal.Text($"表中没有 {arguments.GetValue(name)}", $"The table has no {arguments.GetValue(name)}"));
            await ImportCommand.IndexAsync(hub.Get<SearchIndex>(), ct);
            return Terminal.Done;
        });
        return new Command("applicants", Terminal.Text("申请人规范表：同一申请人的不同名称", "Authority table: names of one and the same applicant")) { list, merge, split };
    }

    private static async Task<int> RefuseAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return Terminal.Refused;
    }
}
