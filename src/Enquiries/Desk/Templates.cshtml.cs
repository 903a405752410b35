using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Desk;

/// <summary>Answers that are given often: those of one's members, and those of the hub that the national officers keep.</summary>
[Authorize]
internal sealed class TemplatesModel(AppDb db, Visitors visitors, TimeProvider clock) : PageModel
{
    private const int Most = 100;

    public IReadOnlyList<Template> Own { get; private set; } = [];

    public IReadOnlyList<Template> Shared { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var person = visitors.Signed;
        if (person.Organisations.Count == 0 && !person.Has(Duty.National))
            return NotFound();
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid? id, string? title, string? text, CancellationToken ct)
    {
        var (templates, person) = (db.Templates, visitors.Signed);
        var owner = person.Has(Duty.National) ? null : person.Organisations.Select(member => (Guid?)member).FirstOrDefault();
        if (owner is null && !person.Has(Duty.National))
            return NotFound();
        var (name, words) = (SafeText.OrNull(title) ?? "", SafeText.Lines(text));
        var row = id is { } known ? await Editable(person).FirstOrDefaultAsync(template => template.Id == known, ct) : null;
        if (id is not null && row is null)
            return NotFound();
        if (name.Length is 0 or > 60 || words.Length is 0 or > Questions.LongestText)
            Message = new("标题 1 到 60 字，内容 1 到 4000 字", "A title has 1 to 60 characters, a text 1 to 4000");
        else if (row is null && await templates.CountAsync(template => template.OrganisationId == owner, ct) >= Most)
            Message = new($"最多 {Most} 个模板", $"At most {Most} templates");
        if (Message is not null)
        {
            Response.StatusCode = 400;
            await LoadAsync(ct);
            return Page();
        }

        if (row is null)
            templates.Add(row = new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), OrganisationId = owner });
        (row.Title, row.Text, row.Revision) = (name, words, row.Revision + 1);
        await db.SaveChangesAsync(ct);
        return LocalRedirect("/enquiries/templates");
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken ct)
    {
        if (await Editable(visitors.Signed).FirstOrDefaultAsync(template => template.Id == id, ct) is not { } row)
            return NotFound();
        db.Templates.Remove(row);
        await db.SaveChangesAsync(ct);
        return LocalRedirect("/enquiries/templates");
    }

    private IQueryable<Template> Editable(Person person)
    {
        var (templates, own, national) = (db.Templates, person.Organisations, person.Has(Duty.National));
        return templates.Where(row => row.OrganisationId == null ? national : own.Contains(row.OrganisationId.Value));
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var templates = db.Templates;
        Own = await Editable(visitors.Signed).AsNoTracking().OrderBy(row => row.Title).ToListAsync(ct);
        Shared = visitors.Signed.Has(Duty.National) ? [] : await templates.AsNoTracking().Where(row => row.OrganisationId == null).OrderBy(row => row.Title).ToListAsync(ct);
    }
}
