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
        Typed = new() { Question = Open?.Question ?? Entry.Question, Answer = Open?.Answer ?? Entry.Answer, Subject = Entry.Subject, Item = Entry.ItemCode, Region = Entry.Region };
        return MayEdit || MayReview;
    }
}
