using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Numbers;

/// <summary>Look up to 5,000 numbers at once, pasted or from a text file; those not found are listed.</summary>
[AllowAnonymous]
internal sealed class NumbersModel(NumberList list, TimeProvider clock) : PageModel
{
    private const int LargestFile = 512 << 10;
    public const int Shown = 500;

    private string? _text;

    /// <summary>What was pasted; a list that was typed into the box of the search comes with the address.</summary>
    public string Text
    {
        get => _text ?? Request.Query["text"].ToString();
        private set => _text = value;
    }

    public string? Message { get; private set; }

    public IReadOnlyList<NumberRow>? Rows { get; private set; }

    public IEnumerable<NumberRow> Found => Rows!.Where(row => row.Found.Count > 0);

    public IEnumerable<NumberRow> Missing => Rows!.Where(row => row.Found.Count == 0);

    public async Task<IActionResult> OnPostAsync(string? text, IFormFile? file, string? take, CancellationToken ct)
    {
        Text = text ?? "";
        if (file is { Length: > LargestFile })
            return Wrong(Lang.T("文件超过 512 KB；请只保留号码，一行一个"));
        if (file is { Length: > 0 })
        {
            using var reader = new StreamReader(file.OpenReadStream(), new UTF8Encoding(false, throwOnInvalidBytes: true));
            try
            {
                Text = string.Join('\n', Text, await reader.ReadToEndAsync(ct)).Trim();
            }
            catch (DecoderFallbackException)
            {
                return Wrong(Lang.T("文件不是 UTF-8 文本；请另存为 UTF-8 的 TXT 或 CSV"));
            }
        }

        var numbers = NumberList.Cut(Text);
        if (numbers.Count == 0)
            return Wrong(Lang.T("没有读到号码"));
        if (numbers.Count > NumberList.Most)
            return Wrong(Lang.T($"一次最多 {NumberList.Most:N0} 个号码，现有 {numbers.Count:N0} 个"));
        Rows = await list.FindAsync(numbers, ct);
        return take == "csv" ? Table() : Page();
    }

    private FileContentResult Table()
    {
        var csv = new StringBuilder("\uFEFF").Append(Lang.T("给出的号码,结果,类别,号码,名称,法律状态")).Append("\r\n");
        foreach (var row in Rows!)
        {
            foreach (var record in row.Found.Select(stored => stored.Record).DefaultIfEmpty(null))
            {
                var cells = record is null
                    ? [row.Given, Lang.T("未找到"), "", "", "", ""]
                    : new[] { row.Given, Lang.T("找到"), record.Kind.One().ToString(), RecordNumber.Show(record.Kind, record.Office, record.Number),
                    record.Title, record.Status.Label().ToString() };
                csv.Append(CsvText.Line(cells));
            }
        }

        return File(Encoding.UTF8.GetBytes(csv.ToString()), "text/csv; charset=utf-8", $"zhishu-numbers-{clock.Today():yyyyMMdd}.csv");
    }

    private PageResult Wrong(string message)
    {
        Message = message;
        Response.StatusCode = 400;
        return Page();
    }
}
