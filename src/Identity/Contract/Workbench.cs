using Zhishu.Foundation;

namespace Zhishu.Identity;

/// <summary>Something that waits for a person.</summary>
/// <param name="Kind">What it is, such as 待初审.</param>
/// <param name="Title">Which one.</param>
/// <param name="Url">Where it is done.</param>
/// <param name="Since">Since when it waits, legal day.</param>
/// <param name="Due">By when it should be done, or null.</param>
public sealed record WorkItem(Bilingual Kind, string Title, string Url, DateOnly Since, DateOnly? Due);

/// <summary>A number that matters to a person.</summary>
/// <param name="Label">What is counted.</param>
/// <param name="Value">How many.</param>
/// <param name="Url">Where they are listed.</param>
public sealed record WorkFigure(Bilingual Label, long Value, string Url);

/// <summary>A deadline of a person's region, sector or organisation.</summary>
/// <param name="On">The last day.</param>
/// <param name="Label">What ends.</param>
/// <param name="Title">For whom.</param>
/// <param name="Url">Where.</param>
public sealed record WorkDeadline(DateOnly On, Bilingual Label, string Title, string Url);

/// <summary>What a module puts on a person's workbench.</summary>
/// <param name="Items">What waits.</param>
/// <param name="Deadlines">What is due.</param>
/// <param name="Figures">Numbers.</param>
/// <param name="Links">Ways to the person's lists.</param>
public sealed record WorkbenchContent(IReadOnlyList<WorkItem> Items, IReadOnlyList<WorkDeadline> Deadlines, IReadOnlyList<WorkFigure> Figures, IReadOnlyList<NavItem> Links);

/// <summary>Fills the workbench (工作台); modules register theirs.</summary>
public interface IWorkbenchPart
{
    /// <summary>What concerns the person.</summary>
    Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct);
}
