using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Zhishu.Foundation;
using Zhishu.Pictures.Features;
using Zhishu.Pictures.Store;
using Zhishu.Records;

namespace Zhishu.Pictures.Find;

/// <summary>Search by a picture: one that is handed in, or one of a record.</summary>
[AllowAnonymous]
[RequestSizeLimit(UploadGate.LargestRequest)]
[RequestFormLimits(MultipartBodyLengthLimit = UploadGate.LargestRequest, ValueLengthLimit = 64 << 10)]
internal sealed class IndexModel(PictureSearch search, PictureTable table, UploadGate gate, LookMaker looks, RecordStore records, Holdings holdings) : PageModel
{
    public const int Most = 60;

    public FilterForm Filter { get; private set; } = new();

    /// <summary>The record whose picture is asked about, and which of its pictures.</summary>
    public StoredRecord? From { get; private set; }

    public int N { get; private set; }

    /// <summary>What was handed in, so that it can be asked about once more with another filter; the picture itself is gone.</summary>
    public string? Seen { get; private set; }

    public string? FileName { get; private set; }

    public PictureAnswer? Answer { get; private set; }

    public Held Held { get; private set; } = null!;

    public bool Works => looks.Works;

    public (string Field, Bilingual Text)? Fault { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid? id, int n, CancellationToken ct)
    {
        Filter = FilterForm.Of(name => Request.Query[name]);
        Held = await holdings.CountAsync(ct);
        if (id is null)
            return Page();
        From = (await records.GetAsync([id.Value], ct)).FirstOrDefault();
        if (From is null || n < 0 || ShownPicture.MediaOf(From.Record) is var pictures && n >= pictures.Count)
            return NotFound();
        N = n;
        if (await table.LookAsync(pictures[n].Key, ct) is not { Views.Count: > 0 } look)
            return Refuse("id", new("这张图片还没有编入图形索引，请稍后再试，或下载后上传检索"));
        return await FindAsync(look, From, ct);
    }

    public async Task<IActionResult> OnPostAsync(IFormFile? picture, string? seen, CancellationToken ct)
    {
        Filter = FilterForm.Of(name => Request.Form[name]);
        Held = await holdings.CountAsync(ct);
        Look? look = null;
        if (picture is not null)
        {
            (look, var fault) = await gate.LookAsync(picture, HttpContext, ct);
            if (look is null)
                return Refuse("picture", fault!.Value);
        }
        else if (seen is { Length: > 0 })
        {
            look = Read(seen);
        }

        if (look is null)
            return Refuse("picture", new("请选择一张图片"));
        Seen = WebEncoders.Base64UrlEncode(look.ToBytes());
        return await FindAsync(look, null, ct);
    }

    /// <summary>The page of the same question with something changed; of a picture of a record alone.</summary>
    public string Address(int n) => QueryHelpers.AddQueryString("/pictures",
        [KeyValuePair.Create<string, string?>("id", From!.Id.ToString()), new("n", n.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        .. Filter.Fields().Select(field => KeyValuePair.Create<string, string?>(field.Name, field.Value))]);

    internal static Look? Read(string seen)
    {
        try
        {
            return Look.Read(WebEncoders.Base64UrlDecode(seen)) is { Views.Count: > 0 } look ? look : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task<IActionResult> FindAsync(Look look, StoredRecord? besides, CancellationToken ct)
    {
        var (filter, field, fault) = Filter.Check();
        if (filter is null)
            return Refuse(field, fault);
        var codes = besides?.Record.Classifications.Where(code => code.Scheme == "vienna").Select(code => $"vienna:{code.Symbol}").ToHashSet() ?? [];
        Answer = await search.FindAsync(look, filter with { Besides = besides?.Id }, codes, Most, ct);
        return Page();
    }

    private PageResult Refuse(string field, Bilingual text)
    {
        Fault = (field, text);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
