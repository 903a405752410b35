using System.CommandLine;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>synonyms [list|add|remove]</c></summary>
internal static class SynonymsCommand
{
    public static Command Create()
    {
        var terms = new Argument<string[]>("WORD") { Description = Terminal.Text("同义的词，首选词在前", "Words of one meaning, the preferred one first"), Arity = new(2, Synonyms.MostTerms) };
        var id = new Argument<int>("NUMBER") { Description = Terminal.Text("组号", "Number of the group") };
        var list = new Command("list", Terminal.Text("列出全部", "List all"));
        list.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            foreach (var group in await hub.Get<Synonyms>().ListAsync(ct))
                Console.WriteLine($"{group.Id}\t{string.Join(',', group.Terms)}");
            return Terminal.Done;
        });
        var add = new Command("add", Terminal.Text("增加一组", "Add a group")) { terms };
        add.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (await hub.Get<Synonyms>().AddAsync(arguments.GetValue(terms)!, ct) is not { } wrong)
                return Terminal.Done;
            await Console.Error.WriteLineAsync(wrong.ToString());
            return Terminal.Refused;
        });
        var remove = new Command("remove", Terminal.Text("删除一组", "Remove a group")) { id };
        remove.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            if (await hub.Get<Synonyms>().RemoveAsync(arguments.GetValue(id), ct))
                return Terminal.Done;
            await Console.Error.WriteLineAsync(Terminal.Text($"没有第 {arguments.GetValue(id)} 组", $"There is no group {arguments.GetValue(id)}"));
            return Terminal.Refused;
        });
        return new Command("synonyms", Terminal.Text("同义词表：一个词检索时，同组的词也检索", "Synonyms: searching for a word finds the others of its group")) { list, add, remove };
    }
}
