using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace Zhishu.Foundation;

/// <summary>Links to the pages of a list; keeps the other parameters of the address.</summary>
public sealed class PagerViewComponent : ViewComponent
{
    /// <summary>Renders nothing when one page holds all.</summary>
    /// <param name="total">Rows in all.</param>
    /// <param name="size">Rows of a page.</param>
    public IViewComponentResult Invoke(long total, int size)
    {
        var last = (int)Math.Min(Pages.Last, (total + size - 1) / size);
        var present = int.TryParse(Request.Query["page"], out var page) ? Math.Clamp(page, 1, Math.Max(last, 1)) : 1;
        var shown = Enumerable.Range(1, Math.Max(last, 0)).Where(number => number == 1 || number == last || Math.Abs(number - present) <= 2).ToList();
        return View("/Foundation/Web/Pager.cshtml", new PagerModel(present, shown, number =>
        {
            var query = new QueryBuilder(Request.Query.Where(pair => pair.Key is not "page" and not "handler")) { { "page", number.ToString(System.Globalization.CultureInfo.InvariantCulture) } };
            return Request.PathBase + Request.Path + query.ToString();
        }));
    }
}

/// <summary>What the pager shows.</summary>
/// <param name="Present">The present page.</param>
/// <param name="Shown">Pages that are linked.</param>
/// <param name="Address">Address of a page.</param>
public sealed record PagerModel(int Present, IReadOnlyList<int> Shown, Func<int, string> Address);
