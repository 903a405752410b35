using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.ServiceDirectory.Figures;

/// <summary>What the network gives, in figures.</summary>
[AllowAnonymous]
internal sealed class FiguresModel(ServiceFigures figures, Regions regions, ServiceCatalogue catalogue, TimeProvider clock) : PageModel
{
    public const int Size = 200;

    public FigureQuestion Question { get; private set; } = null!;

    public IReadOnlyList<ServiceFigure> All { get; private set; } = [];

    /// <summary>The rows of the page.</summary>
    public IEnumerable<ServiceFigure> Rows { get; private set; } = [];

    public bool MayByMember => figures.MayByMember;

    public bool Refused { get; private set; }

    public IEnumerable<(string, string)> Dimensions => FigureQuestion.Dimensions.Where(pair => pair.Key != "member" || MayByMember).Select(pair => (pair.Key, pair.Value.ToString()));

    public static IEnumerable<(string, string)> ChannelOptions => WithAll(ServiceCatalogue.Channels.Select(pair => (pair.Key, pair.Value.ToString())));

    public static IEnumerable<(string, string)> ClientOptions => WithAll(ClientKinds.All.Select(pair => (pair.Key.ToString(), pair.Value.ToString())));

    public IEnumerable<(string, string)> ItemOptions => WithAll(catalogue.All.Select(service => (service.Code, service.Name)));

    public async Task OnGetAsync([FromQuery] FigureForm form, int page, CancellationToken ct)
    {
        Question = FigureQuestion.Read(form, clock.Today(), regions, catalogue, out _);
        Refused = Question.HasMember && !MayByMember;
        if (Refused)
            return;
        All = await figures.ReadAsync(Question, ct);
        Rows = All.Skip(Foundation.Pages.Skip(page, Size)).Take(Size);
    }

    private static IEnumerable<(string, string)> WithAll(IEnumerable<(string, string)> options) => options.Prepend(("", Lang.T("全部")));
}
