using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Enquiries.Knowledge;

/// <summary>Writes an entry, also from an enquiry; reviews one.</summary>
[Authorize]
internal sealed class EditModel(AppDb db, KnowledgeDesk desk, Questions questions, Visitors visitors, TimeProvider clock) : PageModel
{
    public Guid Id { get; private set; }

    public Entry? Entry { get; private set; }

    public EntryVersion? Open { get; private set; }

    public EntryText Typed { get; private set; } = new();

    /// <summary>What somebody else has changed since the form was opened.</summary>
    public IReadOnlyList<(Bilingual Label, string Now)> Changed { get; private set; } = [];

    /// <summary>What the form has seen: as it was opened, or what is there now when that is shown beside it.</summary>
    public string? Seen => Entry is null ? null : Typed.Seen ?? SeenForm.MarkOf(EntryText.Of(Entry, Open));

    public bool MayEdit { get; private set; }

    public bool MayReview { get; private set; }

    public string? Preview { get; private set; }

    public Bilingual? Message { get; private set; }

    public IEnumerable<(string, string)> ItemOptions => questions.Items;

    public async Task<IActionResult> OnGetAsync(Guid? id, Guid? enquiry, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
            return NotFound();
        if (id is null && enquiry is { } source)
        {
            var (messages, person) = (db.Messages, visitors.Signed);
            if (await db.EnquiriesOf(person, clock.Today()).FirstOrDefaultAsync(row => row.Id == source, ct) is not { } asked)
                return NotFound();
            var answers = await messages.AsNoTracking().Where(row => row.EnquiryId == source && row.Kind == MessageKind.Answer).OrderBy(row => row.Id).Select(row => row.Text).ToListAsync(ct);
            Typed = new() { Question = asked.Title, Answer = string.Join("\n\n", answers), Subject = asked.Subject, Item = asked.ItemCode };
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid? id, Guid? enquiry, EntryText text, string? todo, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct) || !MayEdit)
            return NotFound();
        Typed = text;
        if (todo == "preview")
        {
            Preview = text.Answer is { } answer && answer.Length <= KnowledgeDesk.LongestAnswer ? answer : "";
            return Page();
        }

        var key = id ?? Guid.CreateVersion7(clock.GetUtcNow());
        var person = visitors.Signed;
        if (await desk.WriteAsync(key, Entry?.OrganisationId ?? (person.Organisations.Count > 0 ? person.Organisations[0] : null), enquiry, text,
            todo == "submit", person, visitors.Actor, ct) is { } refusal)
        {
            if (refusal == SeenForm.Changed)
                (Changed, Typed.Seen) = (SeenForm.Differences(text, EntryText.Of(Entry!, Open), EntryText.Labels), null);
            Message = refusal.Text;
            Response.StatusCode = refusal.Status;
            return Page();
        }

        return LocalRedirect($"/knowledge/edit/{key}");
    }

    public async Task<IActionResult> OnPostReviewAsync(Guid? id, bool pass, string? opinion, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct) || !MayReview)
            return NotFound();
        if (await desk.ReviewAsync(Id, pass, opinion, visitors.Signed, visitors.Actor, ct) is { } refusal)
        {
            Message = refusal.Text;
            Response.StatusCode = refusal.Status;
            return Page();
        }

        return LocalRedirect(pass ? $"/knowledge/{Id}" : "/knowledge");
    }

    private async Task<bool> LoadAsync(Guid? id, CancellationToken ct)
    {
        var person = visitors.Signed;
        if (id is not { } known)
            return MayEdit = KnowledgeDesk.MayWrite(person);
        var (entries, versions) = (db.Entries, db.EntryVersions);
        Entry = await entries.AsNoTracking().FirstOrDefaultAsync(row => row.Id == known, ct);
        if (Entry is null)
            return false;
        Id = known;
        Open = await versions.AsNoTracking().FirstOrDefaultAsync(row => row.EntryId == known && row.State != EntryVersion.Published, ct);
        MayEdit = KnowledgeDesk.MayEdit(person, Entry);
        MayReview = Open is { State: EntryVersion.Review } && await desk.MayReviewAsync(person, Entry, Open, ct);
        Typed = EntryText.Of(Entry, Open);
        return MayEdit || MayReview;
    }
}
