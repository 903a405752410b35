using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Advanced;

/// <summary>How the value of a field becomes a part of a query.</summary>
internal enum FieldUse
{
    /// <summary>All words.</summary>
    All,

    /// <summary>The text as it stands, in quotation marks.</summary>
    Phrase,

    /// <summary>Any of the words.</summary>
    Any,

    /// <summary>None of the words.</summary>
    None,

    /// <summary>From a date on.</summary>
    From,

    /// <summary>Up to a date.</summary>
    To,

    /// <summary>A value that has no blanks, or is chosen from a list.</summary>
    Value,
}

/// <summary>A field of a form.</summary>
/// <param name="Name">Name in the address.</param>
/// <param name="Code">Field of the query language; empty for free words.</param>
/// <param name="Use">How the value is written.</param>
/// <param name="Label">What it says.</param>
/// <param name="Hint">An example.</param>
internal sealed record FormField(string Name, string Code, FieldUse Use, Bilingual Label, string Hint = "")
{
    /// <summary>Values to choose from, or none.</summary>
    public IReadOnlyList<(string Value, Bilingual Label)> Choices { get; init; } = [];
}

/// <summary>The form of each kind, and the query that it writes.</summary>
internal static partial class AdvancedForm
{
    private static readonly FormField[] Words =
    [
        new("all", "", FieldUse.All, new("包含全部词"), "锂电池 隔膜"),
        new("phrase", "", FieldUse.Phrase, new("包含原句"), "陶瓷涂覆隔膜"),
        new("any", "", FieldUse.Any, new("包含任一词"), "涂覆 涂布 喷涂"),
        new("none", "", FieldUse.None, new("不含这些词")),
    ];

    private static readonly FormField[] Dates =
    [
        new("ad-from", "AD", FieldUse.From, new("Filed from|申请日自"), "2020-01-01"),
        new("ad-to", "AD", FieldUse.To, new("Filed to|申请日至"), "2023"),
        new("gd-from", "GD", FieldUse.From, new("授权（注册）日自"), "2021-06"),
        new("gd-to", "GD", FieldUse.To, new("授权（注册）日至")),
    ];

    private static readonly FormField Region = new("rg", "RG", FieldUse.Value, new("地区"), "河南、郑州、41");
    private static readonly FormField Status = new("ls", "LS", FieldUse.Value, new("法律状态"))
    {
        Choices = [("有效", LegalStatus.InForce.Label()), ("审中", LegalStatus.Pending.Label()), ("失效", LegalStatus.Ended.Label())],
    };

    public static IReadOnlyList<FormField> Of(RecordKind kind) => kind switch
    {
        RecordKind.Patent =>
        [
            .. Words,
            new("ti", "TI", FieldUse.All, new("名称"), "锂电池 或 (电池 AND 隔膜)"),
            new("ab", "AB", FieldUse.All, new("摘要")),
            new("cl", "CL", FieldUse.All, new("权利要求")),
            new("pa", "PA", FieldUse.All, new("申请（专利权）人")),
            new("in", "IN", FieldUse.All, new("发明（设计）人")),
            new("ag", "AG", FieldUse.All, new("代理机构")),
            new("ic", "IC", FieldUse.Any, new("分类号"), "H01M10 H01M4/36"),
            new("an", "AN", FieldUse.Value, new("申请号"), "202210123456.X"),
            new("pn", "PN", FieldUse.Value, new("Publication number|公开（公告）号"), "CN114639058A"),
            .. Dates,
            new("pd-from", "PD", FieldUse.From, new("公开日自")),
            new("pd-to", "PD", FieldUse.To, new("公开日至")),
            Region, Types(kind), Status,
        ],
        RecordKind.Trademark =>
        [
            new("sm", "SM", FieldUse.Value, new("近似商标（按字、音、形近）"), "知枢"),
            new("ti", "TI", FieldUse.All, new("商标名称含")),
            new("nc", "NC", FieldUse.Any, new("尼斯分类"), "9 35 42"),
            new("ab", "AB", FieldUse.All, new("商品（服务）"), "计算机软件"),
            new("pa", "PA", FieldUse.All, new("申请（权利）人")),
            new("ag", "AG", FieldUse.All, new("代理机构")),
            new("an", "AN", FieldUse.Value, new("申请（注册）号")),
            .. Dates, Region, Types(kind), Status,
        ],
        RecordKind.Gi =>
        [
            new("ti", "TI", FieldUse.All, new("产品名称"), "茶"),
            new("rg", "RG", FieldUse.Value, new("产地"), "福建、杭州"),
            new("ab", "AB", FieldUse.All, new("说明")),
            new("pa", "PA", FieldUse.All, new("申请人")),
            .. Dates, Types(kind), Status,
        ],
        _ =>
        [
            new("ti", "TI", FieldUse.All, new("布图设计名称")),
            new("ab", "AB", FieldUse.All, new("说明（结构、技术、功能）"), "CMOS"),
            new("pa", "PA", FieldUse.All, new("权利人")),
            new("in", "IN", FieldUse.All, new("创作人")),
            new("an", "AN", FieldUse.Value, new("登记号")),
            .. Dates, Region, Status,
        ],
    };

    /// <summary>Writes the query of a filled form; empty when nothing is filled in.</summary>
    public static string Write(RecordKind kind, IQueryCollection values)
    {
        var parts = new List<string>();
        var not = new List<string>();
        foreach (var group in Of(kind).GroupBy(field => field.Use is FieldUse.From or FieldUse.To ? field.Code : field.Name))
        {
            var field = group.First();
            string Value(FormField of) => values[of.Name].ToString().Trim();
            if (field.Use is FieldUse.From or FieldUse.To)
            {
                var (from, to) = (Value(group.First()), Value(group.Last()));
                if (from.Length + to.Length > 0)
                    parts.Add(to.Length == 0 ? $"{field.Code}>={from}" : from.Length == 0 ? $"{field.Code}<={to}" : $"{field.Code}=[{from} TO {to}]");
                continue;
            }

            if (Value(field) is { Length: > 0 } text)
                (field.Use == FieldUse.None ? not : parts).Add(Written(field, text));
        }

        var query = new StringBuilder(string.Join(" AND ", parts));
        foreach (var part in not)
            query.Append(query.Length > 0 ? " NOT " : "NOT ").Append(part);
        return query.ToString();
    }

    private static FormField Types(RecordKind kind) => new("ty", "TY", FieldUse.Value, new("Type|类型"))
    {
        Choices = [.. RecordTypes.All.Where(row => row.Kind == kind).Select(row => (row.Code, row.Label))],
    };

    // H01M 10/0525 is one symbol; its edition is left out.
    [GeneratedRegex(@"\b([A-HYa-hy]\d{2}[A-Za-z])\s*(\d{1,4}/\d{2,8})(?:\s*[(（](?:19|20)\d{2}\.\d{2}[)）][IN]?)?", RegexOptions.CultureInvariant)]
    private static partial Regex PrintedSymbol();

    private static string Written(FormField field, string text)
    {
        var before = field.Code.Length > 0 ? field.Code + "=" : "";
        if (field.Code is "IC")
            text = PrintedSymbol().Replace(text, "$1$2");
        var words = text.Split([' ', '\u3000', ',', '，', '、', ';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return field.Use switch
        {
            FieldUse.Phrase => $"{before}\"{text.Replace("\"", "", StringComparison.Ordinal)}\"",
            FieldUse.Value when field.Code is "AN" or "PN" && words.Length > 1 && words.All(word => word.Count(char.IsAsciiDigit) >= 6) => $"{before}({string.Join(" OR ", words)})",
            FieldUse.Value => before + (text.Contains(' ', StringComparison.Ordinal) ? $"\"{text.Replace("\"", "", StringComparison.Ordinal)}\"" : text),
            FieldUse.Any or FieldUse.None => words.Length == 1 ? before + words[0] : $"{before}({string.Join(" OR ", words)})",
            _ => text.AsSpan().IndexOfAny(" \u3000(") >= 0 ? $"{before}({text})" : before + text,
        };
    }
}
