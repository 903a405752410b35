using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Search;

namespace Zhishu.App.Words;

/// <summary>Where administrators edit the words that are searched for together: synonyms and terms in two languages.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class WordsModel(Synonyms synonyms, Terms terms, Visitors visitors, ProcessLog log) : PageModel
{
    public const int Most = 50;

    public string Find { get; private set; } = "";

    public (long Total, IReadOnlyList<SynonymGroup> Shown) Groups { get; private set; }

    public (long Total, IReadOnlyList<TermPair> Shown) Pairs { get; private set; }

    public Bilingual? Done { get; private set; }

    public Bilingual? GroupFault { get; private set; }

    public Bilingual? TermFault { get; private set; }

    /// <summary>What stands in the forms: what was refused, or was removed and can be put back.</summary>
    public (string Group, string Chinese, string English, string Field, bool Signs) Typed { get; private set; } = ("", "", "", "", false);

    public Task OnGetAsync(string? find, CancellationToken ct) => ShowAsync(find, ct);

    public async Task<IActionResult> OnPostAddGroupAsync(string? words, string? find, CancellationToken ct)
    {
        var group = (words ?? "").Split(['、', ',', '，', ';', '；', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        GroupFault = await synonyms.AddAsync(group, ct);
        if (GroupFault is null)
            await NoteAsync("words.add", "synonyms", string.Join('、', group), new("已增加一组同义词。"), ct);
        else
            Typed = Typed with { Group = words ?? "" };
        return await AnswerAsync(find, ct);
    }

    public async Task<IActionResult> OnPostRemoveGroupAsync(int id, string? find, CancellationToken ct)
    {
        var words = string.Join('、', (await synonyms.ListAsync(ct)).FirstOrDefault(group => group.Id == id)?.Terms ?? []);
        if (!await synonyms.RemoveAsync(id, ct))
            return NotFound();
        Typed = Typed with { Group = words };
        await NoteAsync("words.remove", "synonyms", words, new($"已删除“{words}”。要放回，请再按“增加”。"), ct);
        return await AnswerAsync(find, ct);
    }

    public async Task<IActionResult> OnPostAddTermAsync(string? zh, string? en, string? field, bool signs, string? find, CancellationToken ct)
    {
        TermFault = await terms.AddAsync(zh ?? "", en ?? "", field ?? "", ct, signs);
        if (TermFault is null)
            await NoteAsync("words.add", "term", $"{zh} = {en}", new("已增加一对术语。"), ct);
        else
            Typed = Typed with { Chinese = zh ?? "", English = en ?? "", Field = field ?? "", Signs = signs };
        return await AnswerAsync(find, ct);
    }

    public async Task<IActionResult> OnPostRemoveTermAsync(int id, string? find, CancellationToken ct)
    {
        if (await terms.RemoveAsync(id, ct) is not { } removed)
            return NotFound();
        Typed = Typed with { Chinese = removed.Chinese, English = removed.English, Field = removed.Field, Signs = removed.IsOfSigns };
        await NoteAsync("words.remove", "term", $"{removed.Chinese} = {removed.English}", new($"已删除“{removed.Chinese}，{removed.English}”。要放回，请再按“增加”。"), ct);
        return await AnswerAsync(find, ct);
    }

    private async Task NoteAsync(string act, string kind, string words, Bilingual done, CancellationToken ct)
    {
        Done = done;
        await log.WriteAsync(act, visitors.Actor, new Subject(kind, "", words.Length <= 200 ? words : words[..200]), null, ct);
    }

    private async Task<IActionResult> AnswerAsync(string? find, CancellationToken ct)
    {
        await ShowAsync(find, ct);
        if (GroupFault is not null || TermFault is not null)
            Response.StatusCode = Microsoft.AspNetCore.Http.StatusCodes.Status400BadRequest;
        return Page();
    }

    private async Task ShowAsync(string? find, CancellationToken ct)
    {
        Find = SafeText.Clean(find ?? "").Trim();
        Find = Find.Length <= Terms.Longest ? Find : Find[..Terms.Longest];
        var groups = (await synonyms.ListAsync(ct)).Where(group => Find.Length == 0 || group.Terms.Any(term => term.Contains(Find, StringComparison.OrdinalIgnoreCase))).ToList();
        Groups = (groups.Count, [.. groups.AsEnumerable().Reverse().Take(Most)]);
        Pairs = await terms.ListAsync(Find, 0, Most, ct);
    }
}
