using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;

namespace Zhishu.Filings.Examine;

/// <summary>A renewal side by side with the filing before.</summary>
[Authorize]
internal sealed class CompareModel(CaseReader cases) : PageModel
{
    public Guid Id { get; private set; }

    public IReadOnlyList<(string Label, string Before, string Now)> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await cases.FilingAsync(id, ct) is not { Filing: { FormerId: { } formerId } filing } found || found.Dossier.Filings.Find(row => row.Id == formerId) is not { } former)
            return NotFound();
        Id = id;
        Rows = [.. Lines(former.Form, found.Now.Scheme).Zip(Lines(filing.Form, found.Now.Scheme), (before, now) => (before.Label, before.Text, now.Text))];
        return Page();
    }

    private static IEnumerable<(string Label, string Text)> Lines(FilingForm form, Scheme scheme)
    {
        var facts = form.Facts;
        yield return (Lang.T("Name|名称"), facts.Name);
        yield return (Lang.T("地址"), facts.Address);
        yield return (Lang.T("主要负责人"), $"{facts.Principal} {facts.PrincipalPost}");
        yield return (Lang.T("联系"), $"{facts.Contact} {facts.Phone} {facts.Email}");
        yield return (Lang.T("服务事项清单"), facts.ServiceItems);
        yield return (Lang.T("专职 / 兼职"), $"{form.People.Count(person => person.FullTime)} / {form.People.Count(person => !person.FullTime)}");
        foreach (var section in scheme.Sections)
            yield return (section.Title, form.Sections.GetValueOrDefault(section.Id, ""));
        yield return (Lang.T("团队"), string.Join('\n', form.People.Select(person => $"{person.Name} {person.Post} {person.Text}")));
        yield return (Lang.T("典型案例"), string.Join("\n\n", form.Cases.Select(item => $"{item.Title} {item.When}\n{item.Text}")));
        foreach (var condition in scheme.Conditions)
            yield return ($"{condition.Article} {condition.Text}", form.Answers.GetValueOrDefault(condition.Id) is { } answer ? $"{(answer.Met ? "✓" : "✗")} {answer.Evidence}" : "");
    }
}
