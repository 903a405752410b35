using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Zhishu.Foundation;
using Zhishu.Pictures.Features;
using Zhishu.Pictures.Find;
using Zhishu.Search;

namespace Zhishu.Pictures.Check;

/// <summary>The check of a sign before it is filed: its name, its picture, its goods.</summary>
[AllowAnonymous]
[RequestSizeLimit(UploadGate.LargestRequest)]
[RequestFormLimits(MultipartBodyLengthLimit = UploadGate.LargestRequest, ValueLengthLimit = 64 << 10)]
internal sealed class CheckModel(SignCheck check, GoodsGroups groups, UploadGate gate, LookMaker looks, Holdings holdings, TimeProvider clock) : PageModel
{
    public const int LongestGoods = 500;

    public string Name { get; private set; } = "";

    public string Nice { get; private set; } = "";

    public string GoodsText { get; private set; } = "";

    public string? Seen { get; private set; }

    public (string Field, Bilingual Text)? Fault { get; private set; }

    public Goods? Goods { get; private set; }

    public IReadOnlyList<EarlierRight>? Marks { get; private set; }

    public int Found { get; private set; }

    public Held Held { get; private set; } = null!;

    public bool Works => looks.Works;

    public string Today => ChinaTime.DayOf(clock.GetUtcNow()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A name alone can be asked for by address, so that it can be kept.</summary>
    public async Task<IActionResult> OnGetAsync(string? name, string? nice, string? goods, CancellationToken ct)
    {
        Held = await holdings.CountAsync(ct);
        return Request.Query.ContainsKey("name") ? await RunAsync(name, nice, goods, null, ct) : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? name, string? nice, string? goods, IFormFile? picture, string? seen, CancellationToken ct)
    {
        Held = await holdings.CountAsync(ct);
        Look? look = null;
        if (picture is not null)
        {
            (look, var fault) = await gate.LookAsync(picture, HttpContext, ct);
            if (look is null)
            {
                Read(name, nice, goods);
                return Refuse("picture", fault!.Value);
            }
        }
        else if (seen is { Length: > 0 })
        {
            look = IndexModel.Read(seen);
        }

        return await RunAsync(name, nice, goods, look, ct);
    }

    public string NameOf(string group) => groups.NameOf(group);

    private void Read(string? name, string? nice, string? goods) =>
        (Name, Nice, GoodsText) = (SafeText.Clean(name ?? "").Trim(), SafeText.Narrow(nice ?? "").Trim(), SafeText.Clean(goods ?? "").Trim());

    private async Task<IActionResult> RunAsync(string? name, string? nice, string? goods, Look? look, CancellationToken ct)
    {
        Read(name, nice, goods);
        if (Name.Length == 0 && look is null)
            return Refuse("name", new("请填写商标名称，或选择一张图片"));
        if (Name.Length > EarlierMarks.LongestName)
            return Refuse("name", new($"名称不超过 {EarlierMarks.LongestName} 个字符"));
        if (GoodsText.Length > LongestGoods)
            return Refuse("goods", new($"商品不超过 {LongestGoods} 个字符"));
        var (filter, field, fault) = (new FilterForm { Nice = Nice }).Check();
        if (filter is null)
            return Refuse(field, fault);
        Goods = groups.Understand(GoodsText, filter.Codes.Select(code => code["nice:".Length..]));
        Seen = look is null ? null : WebEncoders.Base64UrlEncode(look.ToBytes());
        (Marks, Found) = await check.FindAsync(new(Name, look, Goods), ct);
        return Page();
    }

    private PageResult Refuse(string field, Bilingual text)
    {
        Fault = (field, text);
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}
