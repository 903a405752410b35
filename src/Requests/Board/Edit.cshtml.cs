using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;

namespace Zhishu.Requests.Board;

/// <summary>Its owner changes a post and its files.</summary>
[Authorize]
[EnableRateLimiting(IdentityModule.PublicLimit)]
[RequestSizeLimit(FileStore.Largest + (1 << 20))]
internal sealed class EditModel(AppDb db, BoardDesk desk, FileStore files, ReferenceData reference, IOptions<HubOptions> options, Visitors visitors) : PageModel
{
    public Post It { get; private set; } = null!;

    public PostInput Typed { get; private set; } = new();

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    /// <summary>What was changed elsewhere since the form was opened.</summary>
    public IReadOnlyList<(Bilingual Label, string Now)> Changed { get; private set; } = [];

    public string Seen => Typed.Seen ?? SeenForm.MarkOf(PostInput.Of(It));

    public IReadOnlyList<StoredFile> Files { get; private set; } = [];

    public Bilingual? Message { get; private set; }

    public PostChoices Choices => new(reference);

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

        (It, Typed) = (found, PostInput.Of(found));
        await next();
    }

    public async Task OnGetAsync(CancellationToken ct) => Files = await files.ListAsync(Post.FileKind, It.Id, ct);

    public async Task<IActionResult> OnPostAsync(PostInput input, CancellationToken ct)
    {
        input.Side = It.Side;
        var (refusal, faults) = await desk.ChangeAsync(It.Id, input, visitors.Signed, visitors.Actor, ct);
        (Typed, Faults) = (input, faults);
        if (refusal == SeenForm.Changed)
        {
            var (posts, id) = (db.Posts, It.Id);
            It = await posts.AsNoTracking().FirstAsync(row => row.Id == id, ct);
            Changed = SeenForm.Differences(input, PostInput.Of(It), PostInput.Labels);
            Typed.Seen = null;
        }

        return await AnswerAsync(faults.Count > 0 ? new("post.faults", new("请改正标出的内容", "Mend what is marked")) : refusal, $"/board/{It.Id}", ct);
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
