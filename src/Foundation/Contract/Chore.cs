namespace Zhishu.Foundation;

/// <summary>A background work that an administrator may ask for before its time, on the page of background works; modules register theirs.</summary>
/// <param name="Name">Name of the work, as of its <see cref="LoopKind"/>.</param>
/// <param name="Label">What is asked for.</param>
/// <param name="AskAsync">Notes the wish; the work itself is done by the loop, on whatever node of the hub.</param>
public sealed record Chore(string Name, Bilingual Label, Func<CancellationToken, Task> AskAsync);
