using Zhishu.Foundation;
using Zhishu.Search;

namespace Zhishu.Exchange.Sru;

/// <summary>An index that queries may name.</summary>
/// <param name="Set">Context set: cql, dc or zhishu.</param>
/// <param name="Name">Name in it.</param>
/// <param name="Title">What it is.</param>
/// <param name="Facet">The property whose values can be listed and counted, or null.</param>
internal sealed record SruIndex(string Set, string Name, Bilingual Title, Facet? Facet)
{
    public string Whole => $"{Set}.{Name}";
}

/// <summary>The indexes, as explain tells them.</summary>
internal static class SruIndexes
{
    public static readonly IReadOnlyList<(string Name, string Identifier)> Sets =
    [
        ("cql", "info:srw/cql-context-set/1/cql-v1.2"),
        ("dc", "info:srw/cql-context-set/1/dc-v1.1"),
        ("zhishu", "urn:zhishu:cql"),
    ];

    public static readonly IReadOnlyList<SruIndex> All =
    [
        new("cql", "serverChoice", new("全部文字"), null),
        new("cql", "allRecords", new("全部记录"), null),
        new("dc", "title", new("名称"), Facet.Keyword),
        new("dc", "description", new("摘要"), null),
        new("dc", "creator", new("申请人"), Facet.Applicant),
        new("dc", "contributor", new("发明人"), Facet.Inventor),
        new("dc", "subject", new("分类号"), Facet.Ipc),
        new("dc", "date", new("Date of filing|申请日"), Facet.FilingYear),
        new("dc", "type", new("类别与类型"), Facet.Kind),
        new("dc", "coverage", new("地区"), Facet.Region),
        new("dc", "identifier", new("号码"), null),
        new("zhishu", "ti", new("名称"), Facet.Keyword),
        new("zhishu", "ab", new("摘要"), null),
        new("zhishu", "cl", new("权利要求"), null),
        new("zhishu", "pa", new("申请人"), Facet.Applicant),
        new("zhishu", "in", new("发明人"), Facet.Inventor),
        new("zhishu", "ag", new("代理机构"), null),
        new("zhishu", "an", new("申请号"), null),
        new("zhishu", "pn", new("公开号"), null),
        new("zhishu", "ad", new("Date of filing|申请日"), Facet.FilingYear),
        new("zhishu", "pd", new("公开日"), Facet.PublicationYear),
        new("zhishu", "gd", new("授权日"), Facet.GrantYear),
        new("zhishu", "ic", new("国际专利分类"), Facet.Ipc),
        new("zhishu", "nc", new("Nice class|尼斯分类"), Facet.Nice),
        new("zhishu", "rg", new("地区"), Facet.Region),
        new("zhishu", "ls", new("法律状态"), Facet.Status),
        new("zhishu", "ty", new("Type|类型"), Facet.Type),
        new("zhishu", "sm", new("近似商标"), null),
        new("zhishu", "ta", new("名称和摘要"), null),
        new("zhishu", "tac", new("名称、摘要和权利要求"), null),
        new("zhishu", "de", new("说明书"), null),
        new("zhishu", "ft", new("全文"), null),
        new("zhishu", "mc", new("主分类号"), null),
        new("zhishu", "cpc", new("CPC 分类号"), null),
        new("zhishu", "pr", new("优先权"), null),
        new("zhishu", "at", new("代理人"), null),
        new("zhishu", "ex", new("审查员"), null),
        new("zhishu", "ct", new("引用此文献的记录"), null),
        new("zhishu", "ctb", new("此文献引用的记录"), null),
        new("zhishu", "fm", new("同族"), null),
        new("zhishu", "of", new("受理局"), null),
        new("zhishu", "ed", new("届满日"), null),
        new("zhishu", "ev", new("法律事件"), null),
        new("zhishu", "evd", new("法律事件日"), null),
    ];

    /// <summary>The index of a name, with or without its set; null when there is none.</summary>
    public static SruIndex? Find(string name) =>
        All.FirstOrDefault(index => string.Equals(index.Whole, name, StringComparison.OrdinalIgnoreCase))
        ?? All.FirstOrDefault(index => string.Equals(index.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A query for one value of an index.</summary>
    public static string QueryFor(SruIndex index, string value) => $"{index.Whole} = \"{value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
