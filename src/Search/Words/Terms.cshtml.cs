using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;

namespace Zhishu.Search.Words;

/// <summary>The table of terms in two languages, to be seen by everybody.</summary>
[AllowAnonymous]
internal sealed class TermsModel(Terms terms) : PageModel
{
    public const int Size = 100;

    public string Find { get; private set; } = "";

    public long Total { get; private set; }

    public IReadOnlyList<TermPair> Pairs { get; private set; } = [];

    public async Task OnGetAsync(string? find, [FromQuery(Name = "page")] int page = 1, CancellationToken ct = default)
    {
        Find = SafeText.Clean(find ?? "").Trim();
        if (Find.Length > Terms.Longest)
            Find = Find[..Terms.Longest];
        (Total, Pairs) = await terms.ListAsync(Find, Pages.Skip(page, Size), Size, ct);
    }

    /// <summary>Where a pair comes from.</summary>
    public static string SourceOf(TermPair pair) => pair.Source switch
    {
        "ipc" => Lang.T("国际专利分类"),
        "nice" => Lang.T("尼斯分类"),
        "locarno" => Lang.T("洛迦诺分类"),
        "gbt4754" => Lang.T("国民经济行业分类"),
        "hand" => Lang.T("人工整理"),
        Terms.OfSigns => Lang.T("商标用词，不用于检索"),
        _ => pair.Source,
    };
}
