using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Export;
using Zhishu.Search.Find;

namespace Zhishu.Search.Compare;

/// <summary>Two to five records side by side; rows in which they differ are marked.</summary>
[AllowAnonymous]
internal sealed class CompareModel(RecordStore records) : PageModel
{
    private const int Most = 5;

    public IReadOnlyList<StoredRecord> Records { get; private set; } = [];

    public string? Message { get; private set; }

    public IEnumerable<(ResultColumn Column, IReadOnlyList<string> Values, bool Differ)> Rows => ResultColumn.All
        .Where(column => column.Code is not ("title" or "demo"))
        .Select(column => (column, (IReadOnlyList<string>)[.. Records.Select(stored => column.Value(stored.Record))]))
        .Where(row => row.Item2.Any(value => value.Length > 0))
        .Select(row => (row.column, row.Item2, row.Item2.Distinct().Count() > 1));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var ids = ExportRoutes.Ids(Request.Query);
        if (ids is null || ids.Count is < 2 or > Most)
        {
            Message = Lang.T($"请选中 2 至 {Most} 条记录再比较（现在选中 {ids?.Count ?? 0} 条）。");
            Response.StatusCode = 400;
            return Page();
        }

        var found = (await records.GetAsync(ids, ct)).ToDictionary(stored => stored.Id);
        Records = [.. ids.Where(found.ContainsKey).Select(id => found[id])];
        return Records.Count < 2 ? NotFound() : Page();
    }
}
