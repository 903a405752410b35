using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Requests.Board;

/// <summary>Its owner changes a post and its files.</summary>
[Authorize]
[EnableRateLimiting(IdentityModule.PublicLimit)]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class EditModel(AppDb db, BoardDesk desk, FileStore files, IOptions<HubOptions> options, Visitors visitors) : PageModel
{
    public Post It { get; private set; } = null!;

    public ActForm Form { get; private set; } = null!;

    /// <summary>What was changed elsewhere since the form was opened.</summary>
    public IReadOnlyList<(Bilingual Label, string Now)> Changed { get; private set; } = [];

    public string Seen { get; private set; } = "";

    public IReadOnlyList<StoredFile> Files { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public bool IsReviewed => options.Value.BoardReview;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var (posts, id) = (db.Posts, Guid.Parse(RouteData.Values["id"]!.ToString()!));
        if (await posts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, HttpContext.RequestAborted) is not { } found
            || !found.PartyOf(visitors.Signed).HasFlag(PostParty.Owner) || Post.Table.Find(found.State, PostAct.Change, PostParty.Owner) is null)
        {
            context.Result = NotFound();
            return;
        }

        (It, Form, Seen) = (found, ActForm.Of(desk.Form, found.AsForm()), SeenForm.MarkOf(found.AsForm().Texts));
        await next();
    }

    public async Task OnGetAsync(CancellationToken ct) => Files = await files.ListAsync(Post.FileKind, It.Id, ct);

    public async Task<IActionResult> OnPostAsync(string? seen, CancellationToken ct)
    {
        (Form, Seen) = (ActForm.Read(desk.Form, Request.Form), seen ?? "");
        var refusal = Form.Faults.Count > 0 ? new("post.faults", new("请改正标出的内容"))
            : await desk.ChangeAsync(It.Id, Form.Typed, seen, visitors.Signed, visitors.Actor, ct);
        if (refusal == SeenForm.Changed)
        {
            var id = It.Id;
            It = await db.Posts.AsNoTracking().FirstAsync(row => row.Id == id, ct);
            var now = It.AsForm();
            Changed = [.. desk.Form.Where(field => now.Text(field.Name) != Form.Typed.Text(field.Name)).Select(field => (field.Label, now.Text(field.Name)))];
            Seen = SeenForm.MarkOf(now.Texts);
        }

        return await AnswerAsync(refusal, $"/board/{It.Id}", ct);
    }

    public async Task<IActionResult> OnPostUploadAsync(IFormFile? upload, CancellationToken ct) =>
        await AnswerAsync(await desk.AddFileAsync(It.Id, upload, visitors.Signed, visitors.Actor, ct), $"/board/{It.Id}/edit", ct);

    public async Task<IActionResult> OnPostRemoveFileAsync(Guid file, CancellationToken ct) =>
        await AnswerAsync(await desk.RemoveFileAsync(It.Id, file, visitors.Signed, ct), $"/board/{It.Id}/edit", ct);

    private async Task<IActionResult> AnswerAsync(Refusal? refusal, string to, CancellationToken ct)
    {
        if (refusal is null)
            return LocalRedirect(to);
        Message = refusal.Text;
        Response.StatusCode = refusal.Status;
        Files = await files.ListAsync(Post.FileKind, It.Id, ct);
        return Page();
    }
}
