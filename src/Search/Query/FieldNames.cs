using Zhishu.Foundation;

namespace Zhishu.Search.Query;

/// <summary>The names of the fields: codes, and names in Chinese (without the brackets that forms put in them) and English.</summary>
internal static class FieldNames
{
    private static readonly (QueryField Field, string Code, string[] Names)[] All =
    [
        (QueryField.Title, "TI", ["名称", "标题", "题名", "发明名称", "实用新型名称", "外观设计名称", "专利名称", "发明创造名称", "商标名称", "产品名称", "title"]),
        (QueryField.Abstract, "AB", ["摘要", "abstract"]),
        (QueryField.Claims, "CL", ["权利要求", "权利要求书", "claims"]),
        (QueryField.Applicant, "PA", ["申请人", "专利权人", "权利人", "申请专利权人", "申请权利人", "当前申请专利权人", "当前权利人", "注册人", "applicant"]),
        (QueryField.Inventor, "IN", ["发明人", "设计人", "发明设计人", "创作人", "inventor"]),
        (QueryField.Agency, "AG", ["代理机构", "专利代理机构", "代理机构名称", "agency"]),
        (QueryField.ApplicationNumber, "AN", ["申请号", "申请专利号", "专利号", "申请注册号", "注册号", "登记号"]),
        (QueryField.PublicationNumber, "PN", ["公开号", "公告号", "公开公告号", "授权公告号", "申请公布号", "文献号"]),
        (QueryField.FilingDate, "AD", ["申请日", "申请日期"]),
        (QueryField.PublicationDate, "PD", ["公开日", "公开日期", "公开公告日", "公开公告日期", "申请公布日"]),
        (QueryField.GrantDate, "GD", ["授权日", "授权日期", "注册日", "注册日期", "授权公告日", "授权公告日期", "公告日", "公告日期"]),
        (QueryField.Classification, "IC", ["分类号", "IPC", "IPC分类号", "IPC分类", "国际分类号", "国际专利分类号", "洛迦诺分类号"]),
        (QueryField.Cpc, "CPC", ["CPC分类号", "CPC分类", "联合专利分类号"]),
        (QueryField.MainClass, "MC", ["主分类号", "主分类", "IPC主分类号", "IPC主分类"]),
        (QueryField.Nice, "NC", ["尼斯分类", "国际分类", "商标类别"]),
        (QueryField.Priority, "PR", ["优先权", "优先权号", "优先权日", "优先权日期", "优先权数据", "优先权信息", "priority"]),
        (QueryField.Agent, "AT", ["代理人", "专利代理人", "代理师", "专利代理师", "agent"]),
        (QueryField.Examiner, "EX", ["审查员", "examiner"]),
        (QueryField.Citing, "CT", ["引用", "引证", "引用文献", "引证文献", "cites"]),
        (QueryField.CitedBy, "CTB", ["被引", "被引证", "被引用", "citedby"]),
        (QueryField.Family, "FM", ["同族", "同族号", "专利族", "同族专利", "family"]),
        (QueryField.Office, "OF", ["国家", "受理局", "国别", "国家地区", "公开国", "office", "country"]),
        (QueryField.Expiry, "ED", ["届满日", "届满日期", "到期日", "到期日期", "失效日", "expiry"]),
        (QueryField.Event, "EV", ["法律事件", "法律状态事件", "事件", "event"]),
        (QueryField.EventDate, "EVD", ["事件日", "法律事件日", "法律状态公告日"]),
        (QueryField.Region, "RG", ["地区", "省市", "region"]),
        (QueryField.Status, "LS", ["法律状态", "当前法律状态", "status"]),
        (QueryField.Type, "TY", ["类型", "专利类型", "type"]),
        (QueryField.Description, "DE", ["说明书", "description"]),
        (QueryField.FullText, "FT", ["全文", "fulltext"]),
        (QueryField.TitleAbstract, "TA", ["名称和摘要", "标题摘要", "名称摘要"]),
        (QueryField.TitleAbstractClaims, "TAC", ["名称摘要权利要求", "标题摘要权利要求"]),
        (QueryField.SimilarMark, "SM", ["近似商标", "近似"]),
    ];

    /// <summary>The English code of a field.</summary>
    public static string CodeOf(QueryField field) => All.First(row => row.Field == field).Code;

    public static QueryField? Find(string typed)
    {
        // The forms of the office put half of a name in brackets: 申请（专利权）人, 公开（公告）号, 国家/地区.
        var name = string.Concat(SafeText.Narrow(typed).Where(c => c is not ('(' or ')' or '（' or '）' or '/' or ' ')));
        foreach (var (field, code, names) in All)
        {
            if (string.Equals(code, name, StringComparison.OrdinalIgnoreCase) || names.Contains(name, StringComparer.OrdinalIgnoreCase))
                return field;
        }

        return null;
    }

    /// <summary>Whether a name is the code of its field in capitals: such is written by those who know the language, others may stand in any text.</summary>
    public static bool IsCode(string typed) => All.Any(row => row.Code == typed);

    /// <summary>The nearest field names, as the end of a message.</summary>
    public static Bilingual Suggest(string name)
    {
        var near = All.SelectMany(row => row.Names.Prepend(row.Code))
            .Where(known => known.Length == name.Length && known.Zip(name.ToUpperInvariant()).Count(pair => pair.First != pair.Second) <= 1
                || known.Length > 1 && name.Contains(known, StringComparison.Ordinal))
            .Take(3)
            .ToList();
        return near.Count == 0 ? new($"；可用字段：{Bilingual.List(All.Select(row => Bilingual.Of(row.Names[0], row.Code)))}") : new($"；是否指 {Bilingual.List(near)}？");
    }
}
