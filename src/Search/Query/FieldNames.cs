using Zhishu.Foundation;

namespace Zhishu.Search.Query;

/// <summary>The names of the fields: English codes and Chinese names.</summary>
internal static class FieldNames
{
    private static readonly (QueryField Field, string Code, string[] Chinese)[] All =
    [
        (QueryField.Title, "TI", ["名称", "标题", "发明名称", "专利名称", "商标名称"]),
        (QueryField.Abstract, "AB", ["摘要"]),
        (QueryField.Claims, "CL", ["权利要求"]),
        (QueryField.Applicant, "PA", ["申请人", "专利权人", "权利人", "申请（专利权）人", "申请（权利）人"]),
        (QueryField.Inventor, "IN", ["发明人", "设计人", "发明（设计）人"]),
        (QueryField.Agency, "AG", ["代理机构"]),
        (QueryField.ApplicationNumber, "AN", ["申请号"]),
        (QueryField.PublicationNumber, "PN", ["公开号", "公告号", "公开（公告）号", "授权（公告）号", "授权公告号"]),
        (QueryField.FilingDate, "AD", ["申请日"]),
        (QueryField.PublicationDate, "PD", ["公开日", "公开（公告）日"]),
        (QueryField.GrantDate, "GD", ["授权日", "注册日", "授权（公告）日", "授权公告日"]),
        (QueryField.Classification, "IC", ["分类号", "IPC", "IPC分类号", "主分类号"]),
        (QueryField.Nice, "NC", ["尼斯分类"]),
        (QueryField.Region, "RG", ["地区"]),
        (QueryField.Status, "LS", ["法律状态"]),
        (QueryField.Type, "TY", ["类型"]),
        (QueryField.Description, "DE", ["说明书"]),
        (QueryField.FullText, "FT", ["全文"]),
        (QueryField.TitleAbstract, "TA", ["名称和摘要", "标题摘要"]),
        (QueryField.TitleAbstractClaims, "TAC", ["名称摘要权利要求", "标题摘要权利要求"]),
        (QueryField.SimilarMark, "SM", ["近似商标", "近似"]),
    ];

    /// <summary>The English code of a field.</summary>
    public static string CodeOf(QueryField field) => All.First(row => row.Field == field).Code;

    public static QueryField? Find(string typed)
    {
        var name = SafeText.Narrow(typed).Replace('(', '（').Replace(')', '）');
        foreach (var (field, code, chinese) in All)
        {
            if (string.Equals(code, name, StringComparison.OrdinalIgnoreCase) || chinese.Contains(name, StringComparer.OrdinalIgnoreCase))
                return field;
        }

        return null;
    }

    /// <summary>The nearest field names, as the end of a message.</summary>
    public static Bilingual Suggest(string name)
    {
        var near = All.SelectMany(row => row.Chinese.Prepend(row.Code))
            .Where(known => known.Length == name.Length && known.Zip(name.ToUpperInvariant()).Count(pair => pair.First != pair.Second) <= 1
                || known.Length > 1 && name.Contains(known, StringComparison.Ordinal))
            .Take(3)
            .ToList();
        return near.Count == 0 ? new($"；可用字段：{Bilingual.List(All.Select(row => Bilingual.Of(row.Chinese[0], row.Code)))}") : new($"；是否指 {Bilingual.List(near)}？");
    }
}
