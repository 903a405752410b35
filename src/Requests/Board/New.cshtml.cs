using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;

namespace Zhishu.Requests.Board;

/// <summary>What the form of a post offers to choose from.</summary>
internal sealed class PostChoices(ReferenceData reference)
{
    public IEnumerable<(string, string)> Industries => [("", Lang.T("请选择", "Choose")), .. Board.Industries.Options(reference)];
}

/// <summary>Posts a need or an offer.</summary>
[Authorize]
[EnableRateLimiting(IdentityModule.PublicLimit)]
internal sealed class NewModel(BoardDesk desk, ReferenceData reference, Visitors visitors) : PageModel
{
    public PostInput Typed { get; private set; } = new();

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    public Bilingual? Message { get; private set; }

    public PostChoices Choices => new(reference);

    public void OnGet(PostSide side) => Typed.Side = side;

    public async Task<IActionResult> OnPostAsync(PostInput input, CancellationToken ct)
    {
        Typed = input;
        Faults = desk.Check(input);
        if (Faults.Count == 0)
        {
            var (made, refusal) = await desk.PostAsync(input, visitors.Signed, visitors.Actor, visitors.Session, ct);
            if (made is not null)
                return LocalRedirect($"/board/{made.Id}");
            Message = refusal!.Text;
        }
        else
        {
            Message = new("请改正标出的内容", "Mend what is marked");
        }

        Response.StatusCode = 400;
        return Page();
    }
}
