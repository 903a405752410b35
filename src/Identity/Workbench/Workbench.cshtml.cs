using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity.Accounts;

namespace Zhishu.Identity.Workbench;

/// <summary>What waits for the person signed in, what is late, what is due, and the figures of the region.</summary>
[Authorize]
internal sealed class WorkbenchModel(IEnumerable<IWorkbenchPart> parts, Visitors visitors, TimeProvider clock) : PageModel
{
    public Person Person => visitors.Signed;

    public DateOnly Today => clock.Today();

    public IReadOnlyList<WorkItem> Items { get; private set; } = [];

    public IReadOnlyList<WorkDeadline> Deadlines { get; private set; } = [];

    public IReadOnlyList<WorkFigure> Figures { get; private set; } = [];

    public IReadOnlyList<NavItem> Links { get; private set; } = [];

    public bool PasswordIsOld => Person.PasswordDays >= PasswordRules.NoticeAfterDays;

    public async Task OnGetAsync(CancellationToken ct)
    {
        var contents = new List<WorkbenchContent>();
        foreach (var part in parts)
            contents.Add(await part.ReadAsync(Person, ct));
        Items = [.. contents.SelectMany(content => content.Items).OrderBy(item => item.Due ?? DateOnly.MaxValue).ThenBy(item => item.Since)];
        Deadlines = [.. contents.SelectMany(content => content.Deadlines).OrderBy(deadline => deadline.On)];
        Links = [.. contents.SelectMany(content => content.Links).OrderBy(link => link.Order)];
        Figures = [.. contents.SelectMany(content => content.Figures)];
    }
}
