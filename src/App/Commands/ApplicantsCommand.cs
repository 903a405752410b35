using System.CommandLine;
using Zhishu.Foundation;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>applicants [list|merge|split]</c></summary>
internal static class ApplicantsCommand
{
    public static Command Create()
    {
        var canonical = new Argument<string>("NAME") { Description = Lang.T("规范名称") };
        var others = new Argument<string[]>("OTHER") { Description = Lang.T("同一申请人的其他名称"), Arity = ArgumentArity.OneOrMore };
        var name = new Argument<string>("NAME") { Description = Lang.T("A name|名称") };
        var list = new Command("list", Lang.T("列出全部"));
        list.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            foreach (var (other, main) in await hub.Get<ApplicantAuthority>().ListAsync(ct))
                Console.WriteLine($"{main}\t{other}");
            return Terminal.Done;
        });
        var merge = new Command("merge", Lang.T("把几个名称计在一个之下")) { canonical, others };
        merge.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (await hub.Get<ApplicantAuthority>().MergeAsync(arguments.GetValue(canonical)!, arguments.GetValue(others)!, ct) is { } wrong)
                return await RefuseAsync(wrong.ToString());
            await ImportCommand.IndexAsync(hub.Get<SearchIndex>(), ct);
            return Terminal.Done;
        });
        var split = new Command("split", Lang.T("让一个名称重新独立")) { name };
        split.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (!await hub.Get<ApplicantAuthority>().SplitAsync(arguments.GetValue(name)!, ct))
                return await RefuseAsync(Lang.T($"表中没有 {arguments.GetValue(name)}"));
            await ImportCommand.IndexAsync(hub.Get<SearchIndex>(), ct);
            return Terminal.Done;
        });
        return new Command("applicants", Lang.T("申请人规范表：同一申请人的不同名称")) { list, merge, split };
    }

    private static async Task<int> RefuseAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return Terminal.Refused;
    }
}
