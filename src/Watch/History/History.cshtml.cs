using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Watch.Spaces;
using Zhishu.Watch.Strategies;

namespace Zhishu.Watch.History;

/// <summary>The search history: numbers, combinations, rounds.</summary>
[AllowAnonymous]
internal sealed class HistoryModel(AskedStore history, StrategyStore strategies, SpaceKeeper spaces, ReferenceData reference) : PageModel
{
    public IReadOnlyList<AskedQuestion> Asked { get; private set; } = [];

    public IReadOnlyList<Round> Rounds { get; private set; } = [];

    public int Present { get; private set; }

    public int Shown { get; private set; }

    public string? Message { get; private set; }

    public bool IsSigned => User.Identity is { IsAuthenticated: true };

    public string NarrowingOf(AskedQuestion one) => SearchQuestions.NarrowingOf(one.Address, reference);

    public Task OnGetAsync(int? round, CancellationToken ct) => LoadAsync(round, ct);

    /// <summary>Joins the ticked questions into one, which is asked.</summary>
    public async Task<IActionResult> OnPostCombineAsync(int[] n, string? by, CancellationToken ct)
    {
        await LoadAsync(null, ct);
        var numbers = n.Where(number => Asked.Any(one => one.Number == number)).Distinct().Order().ToList();
        if (numbers.Count < 2 || by is not ("AND" or "OR" or "NOT"))
            return Refuse(Lang.T("请选中两个以上的检索"));
        return Redirect("/search" + SearchQuestions.AddressOf(string.Join($" {by} ", numbers.Select(number => $"#{number}"))));
    }

    public async Task<IActionResult> OnPostStrikeAsync(int round, int number, CancellationToken ct)
    {
        await history.StrikeAsync(HttpContext, round, number, ct);
        return Redirect($"/my/history?round={round}");
    }

    public async Task<IActionResult> OnPostNewAsync(CancellationToken ct)
    {
        await history.TurnAsync(HttpContext, null, ct);
        return Redirect("/my/history");
    }

    public async Task<IActionResult> OnPostResumeAsync(int round, CancellationToken ct)
    {
        await history.TurnAsync(HttpContext, round, ct);
        return Redirect("/my/history");
    }

    /// <summary>Makes a strategy of the round: its lines keep their numbers.</summary>
    public async Task<IActionResult> OnPostStrategyAsync(int round, int[] n, CancellationToken ct)
    {
        await LoadAsync(round, ct);
        if (Asked.Count == 0)
            return Refuse(Lang.T("这一轮还没有检索"));
        var chosen = n.Length == 0 ? Asked : [.. Asked.Where(one => n.Contains(one.Number))];
        var last = Math.Min(chosen[^1].Number, StrategyLines.Most);
        var byNumber = chosen.ToDictionary(one => one.Number);
        StrategyLine[] lines = [.. Enumerable.Range(1, last).Select(number => byNumber.TryGetValue(number, out var one)
            ? new StrategyLine(one.Typed, "") { Filters = SearchQuestions.FiltersOf(one.Address) } : new StrategyLine("", ""))];
        var space = await spaces.EnsureAsync(HttpContext, ct);
        return await strategies.AddAsync(space.Id, Lang.T($"检索策略 {ChinaTime.Show(chosen[^1].AskedAt)}"), lines, ct) is { } id
            ? Redirect($"/my/strategies/{id}") : Refuse(Lang.T($"最多保存 {StrategyStore.Most} 个检索策略"));
    }

    public async Task<IActionResult> OnPostForgetAsync(CancellationToken ct)
    {
        await history.ForgetAsync(HttpContext, ct);
        return Redirect("/my/history");
    }

    private PageResult Refuse(string message)
    {
        Message = message;
        Response.StatusCode = 400;
        return Page();
    }

    private async Task LoadAsync(int? round, CancellationToken ct)
    {
        (Present, Rounds) = await history.RoundsAsync(HttpContext, ct);
        Shown = round is { } wanted && Rounds.Any(one => one.Number == wanted) ? wanted : Present;
        Asked = await history.RoundAsync(HttpContext, Shown, ct);
    }
}
