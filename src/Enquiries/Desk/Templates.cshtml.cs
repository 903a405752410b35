using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Desk;

/// <summary>An answer that is given often, as it is typed.</summary>
/// <param name="Title">Title.</param>
/// <param name="Text">Text.</param>
internal sealed record TemplateText(string Title, string Text)
{
    public static IReadOnlyDictionary<string, Bilingual> Labels { get; } = new Dictionary<string, Bilingual> { ["Title"] = new("标题"), ["Text"] = new("内容") };

    public static TemplateText Of(Template row) => new(row.Title, row.Text);
}

/// <summary>Answers that are given often: those of one's members, and those of the hub that the national officers keep.</summary>
[Authorize]
internal sealed class TemplatesModel(AppDb db, Visitors visitors, TimeProvider clock) : PageModel
{
    private const int Most = 100;

    public IReadOnlyList<Template> Own { get; private set; } = [];

    public IReadOnlyList<Template> Shared { get; private set; } = [];

    /// <summary>What was refused: of which template, null for a new one.</summary>
    public (Guid? Id, TemplateText Text)? Typed { get; private set; }

    /// <summary>What somebody else has changed since the form was opened.</summary>
    public IReadOnlyList<(Bilingual Label, string Now)> Changed { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    private Guid? Owner => visitors.Signed.Has(Duty.National) ? null : visitors.Signed.Organisations[0];

    /// <summary>What the form of a template, or of a new one, holds.</summary>
    public TemplateText TextOf(Template? row) => Typed is { } typed && typed.Id == row?.Id ? typed.Text : row is null ? new("", "") : TemplateText.Of(row);

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!MayKeep)
            return NotFound();
        await LoadAsync(ct);
        return Page();
    }

    public Task<IActionResult> OnPostAsync(Guid? id, string? title, string? text, string? seen, CancellationToken ct) => DoAsync(id, new(SafeText.Line(title), SafeText.Lines(text)), seen, row =>
    {
        var typed = Typed!.Value.Text;
        if (typed.Title.Length is 0 or > 60 || typed.Text.Length is 0 or > EnquiryKind.LongestText)
            return new("template.text", new("标题 1 到 60 字，内容 1 到 4000 字"));
        if (row is null)
            db.Templates.Add(row = new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), OrganisationId = Owner });
        (row.Title, row.Text, row.Revision) = (typed.Title, typed.Text, row.Revision + 1);
        return null;
    }, ct);

    public Task<IActionResult> OnPostRemoveAsync(Guid id, string? title, string? text, string? seen, CancellationToken ct) =>
        DoAsync(id, new(SafeText.Line(title), SafeText.Lines(text)), seen, row =>
        {
            db.Templates.Remove(row!);
            return null;
        }, ct);

    // One at a time; whoever has an older one open is told, with what is there now.
    private async Task<IActionResult> DoAsync(Guid? id, TemplateText typed, string? seen, Func<Template?, Refusal?> work, CancellationToken ct)
    {
        if (!MayKeep || (id is { } known && !await Editable().AnyAsync(row => row.Id == known, ct)))
            return NotFound();
        Typed = (id, typed);
        var refusal = await db.ActAsync(id ?? Owner ?? Guid.Empty, async () =>
        {
            var (templates, owner) = (db.Templates, Owner);
            var row = id is null ? null : await Editable().FirstOrDefaultAsync(template => template.Id == id, ct);
            if (id is not null && row is null)
                return new("conflict.gone", new("这个模板刚刚被删除，您的修改还没有保存"));
            if (row is not null && SeenForm.IsStale(seen, TemplateText.Of(row)))
            {
                Changed = SeenForm.Differences(typed, TemplateText.Of(row), TemplateText.Labels);
                return SeenForm.Changed;
            }

            return row is null && await templates.CountAsync(template => template.OrganisationId == owner, ct) >= Most
                ? new("template.most", new($"最多 {Most} 个模板")) : work(row);
        }, ct);
        if (refusal is null)
            return LocalRedirect("/enquiries/templates");
        (Message, Response.StatusCode) = (refusal.Text, refusal.Status);
        await LoadAsync(ct);
        return Page();
    }

    private bool MayKeep => visitors.Signed.Organisations.Count > 0 || visitors.Signed.Has(Duty.National);

    private IQueryable<Template> Editable()
    {
        var (templates, own, national) = (db.Templates, visitors.Signed.Organisations, visitors.Signed.Has(Duty.National));
        return templates.Where(row => row.OrganisationId == null ? national : own.Contains(row.OrganisationId.Value));
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var templates = db.Templates;
        Own = await Editable().AsNoTracking().OrderBy(row => row.Title).ToListAsync(ct);
        Shared = visitors.Signed.Has(Duty.National) ? [] : await templates.AsNoTracking().Where(row => row.OrganisationId == null).OrderBy(row => row.Title).ToListAsync(ct);
    }
}
