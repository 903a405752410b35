using System.Globalization;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Find;

/// <summary>A column of the table view and of exported tables.</summary>
internal sealed record ResultColumn(string Code, Bilingual Label, Func<IpRecord, string> Value)
{
    private const string And = "; ";

    public static IReadOnlyList<ResultColumn> All { get; } =
    [
        new("number", new("号码"), record => RecordNumber.Show(record.Kind, record.Office, record.Number)),
        new("title", new("名称"), record => record.Title),
        new("kind", new("Record kind|记录类别"), record => record.Kind.One().ToString()),
        new("type", new("Type|类型"), record => record.Type is { } type ? RecordTypes.LabelOf(type).ToString() : ""),
        new("applicants", new("申请人（权利人）"), record => Names(record, PartyRole.Applicant)),
        new("owners", new("Present owners|当前权利人"), record => Names(record, PartyRole.Owner)),
        new("inventors", new("Inventors|发明（设计）人"), record => Names(record, PartyRole.Inventor)),
        new("agency", new("代理机构"), record => Names(record, PartyRole.Agency)),
        new("filed", new("申请日"), record => Day(record.FilingDate)),
        new("published", new("Published|公开日"), record => Day(record.PublicationDate)),
        new("granted", new("Granted|授权（注册）日"), record => Day(record.GrantDate)),
        new("expiry", new("失效（专用期止）日"), record => Day(record.ExpiryDate)),
        new("status", new("Status|法律状态"), record => record.Status.Label().ToString()),
        new("publications", new("公开（公告）号"), record => string.Join(And, record.Publications.Select(publication => publication.Number))),
        new("classes", new("Classes|分类号"), record => string.Join(And, record.Classifications.Select(symbol => symbol.Symbol))),
        new("region", new("地区代码"), record => record.Region ?? ""),
        new("family", new("Family|同族"), record => string.Join(And, record.Family)),
        new("abstract", new("摘要"), record => record.Abstract ?? ""),
        new("claim", new("主权项"), record => record.Claims.FirstOrDefault()?.Text ?? ""),
        new("office", new("受理局"), record => record.Office),
        new("demo", new("示例数据"), record => record.Synthetic ? Lang.T("是") : ""),
    ];

    public static IReadOnlyList<string> Default { get; } = ["number", "title", "applicants", "filed", "status"];

    /// <summary>Columns that fit into a table on a page.</summary>
    public static IEnumerable<ResultColumn> ForPages => All.Where(column => column.Code is not ("abstract" or "claim" or "demo"));

    public static ResultColumn? Find(string code) => All.FirstOrDefault(column => column.Code == code);

    private static string Names(IpRecord record, PartyRole role) => string.Join(And, record.Parties.Where(party => party.Role == role).Select(party => party.Name));

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
