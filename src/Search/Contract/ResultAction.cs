using Zhishu.Foundation;

namespace Zhishu.Search;

/// <summary>What can be done with a whole result, offered on the result page: a link that carries the question on.</summary>
/// <param name="Order">Smaller stands first.</param>
/// <param name="Path">Path of the page, such as <c>/analysis</c>; it takes the parameters of the search.</param>
/// <param name="Label">What it says.</param>
public sealed record ResultAction(int Order, string Path, Bilingual Label);

/// <summary>What can be done with records ticked on the result page: a button; the page gets them as repeated <c>id</c>.</summary>
/// <param name="Order">Smaller stands first.</param>
/// <param name="Path">Path of the page.</param>
/// <param name="Label">What it says.</param>
public sealed record PickedAction(int Order, string Path, Bilingual Label);
