using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>The fields that a person may choose for a column, with what they are called.</summary>
internal static class MappedFields
{
    // Field, Chinese, English, and the kinds of record that have it (p patents, t marks, g indications, l layouts).
    private const string Table =
        """
        keep|按原名保留|Kept under its own name|ptgl
        rowNumber|不导入|Not imported|ptgl
        applicationNumber|申请号|Application number|p
        patentNumber|专利号|Patent number|p
        publicationNumber|公开（公告）号|Publication number|p
        grantNumber|授权公告号|Number of the grant|p
        number|注册号、登记号或编号|Number|tgl
        announcement|批准公告号|Announcement|g
        title|名称|Title|ptgl
        titleEn|英文名称|English title|ptgl
        type|类型|Type|ptgl
        filingDate|申请日|Filing date|ptgl
        publicationDate|公开（公告）日|Publication date|ptgl
        grantDate|授权、注册或登记日|Date of grant or registration|ptgl
        term|有效期限（起止）|Term (from and to)|tgl
        expiryDate|届满日|Expiry date|ptgl
        status|法律状态|Legal status|ptgl
        applicant|申请人|Applicant|ptgl
        applicantAddress|申请人地址|Address of the applicant|ptgl
        owner|权利人|Owner|ptgl
        ownerAddress|权利人地址|Address of the owner|ptgl
        inventor|发明人、设计人或创作人|Inventor, designer or creator|pl
        agency|代理机构|Agency|ptgl
        agent|代理人|Agent|pt
        ipcMain|主分类号|Main class|p
        ipc|IPC 分类号|IPC|p
        cpc|CPC 分类号|CPC|p
        locarno|洛迦诺分类号|Locarno class|p
        nice|商品服务类别|Nice class|t
        abstract|摘要或说明|Abstract or description|ptgl
        claim|权利要求|Claim|p
        priority|优先权|Priority|p
        priorityDate|优先权日|Priority date|p
        region|省市或国家|Province or country|ptgl
        citation|引证专利|Patents cited|p
        nonPatentCitation|引证非专利文献|Other literature cited|p
        family|同族|Family|p
        scope|产地范围|Area|g
        """;

    private static readonly (MappedField Field, string Kinds)[] All = [.. Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split('|')).Select(cells => (new MappedField(cells[0], Bilingual.Of(cells[1], cells[2])), cells[3]))];

    public static IReadOnlyList<MappedField> Of(RecordKind kind) => [.. All.Where(row => row.Kinds.Contains("ptgl"[(int)kind - 1], StringComparison.Ordinal)).Select(row => row.Field)];

    /// <summary>The name of a field as mappings have it.</summary>
    public static string NameOf(TableField field) => char.ToLowerInvariant(field.ToString()[0]) + field.ToString()[1..];
}
