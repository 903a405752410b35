using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.ServiceDirectory.Figures;

/// <summary>What the network gives, in figures.</summary>
[AllowAnonymous]
internal sealed class FiguresModel(ServiceFigures figures, Regions regions, TimeProvider clock) : PageModel
{
    public FigureQuestion Question { get; private set; } = null!;

    public IReadOnlyList<ServiceFigure> Rows { get; private set; } = [];

    public bool MayByMember => figures.MayByMember;

    public bool Refused { get; private set; }

    public IEnumerable<(string, string)> RegionOptions => [("", Lang.T("全国", "All")), .. regions.Choices()];

    public IEnumerable<(string, string)> Dimensions => FigureQuestion.Dimensions.Where(pair => pair.Key != "member" || MayByMember).Select(pair => (pair.Key, pair.Value.ToString()));

    public async Task OnGetAsync(string? by, string? from, string? to, string? region, CancellationToken ct)
    {
        Question = FigureQuestion.Read(by, from, to, region, clock.Today(), regions);
        Refused = Question.By == "member" && !MayByMember;
        if (!Refused)
            Rows = await figures.ReadAsync(Question, ct);
    }
}
