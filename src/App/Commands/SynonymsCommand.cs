using System.CommandLine;
using Zhishu.Foundation;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>synonyms [list|add|remove]</c></summary>
internal static class SynonymsCommand
{
    public static Command Create()
    {
        var terms = new Argument<string[]>("WORD") { Description = Lang.T("同义的词，首选词在前"), Arity = new(2, Synonyms.MostTerms) };
        var id = new Argument<int>("NUMBER") { Description = Lang.T("组号") };
        var list = new Command("list", Lang.T("列出全部"));
        list.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            foreach (var group in await hub.Get<Synonyms>().ListAsync(ct))
                Console.WriteLine($"{group.Id}\t{string.Join(',', group.Terms)}");
            return Terminal.Done;
        });
        var add = new Command("add", Lang.T("增加一组")) { terms };
        add.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (await hub.Get<Synonyms>().AddAsync(arguments.GetValue(terms)!, ct) is not { } wrong)
                return Terminal.Done;
            await Console.Error.WriteLineAsync(wrong.ToString());
            return Terminal.Refused;
        });
        var remove = new Command("remove", Lang.T("删除一组")) { id };
        remove.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (await hub.Get<Synonyms>().RemoveAsync(arguments.GetValue(id), ct))
                return Terminal.Done;
            await Console.Error.WriteLineAsync(Lang.T($"没有第 {arguments.GetValue(id)} 组"));
            return Terminal.Refused;
        });
        return new Command("synonyms", Lang.T("同义词表：一个词检索时，同组的词也检索")) { list, add, remove };
    }
}
