using System.Globalization;
using System.Text.RegularExpressions;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Search.Query;

/// <summary>Turns the value of a term into a node, by its field.</summary>
internal sealed partial class FieldValues(ReferenceData reference)
{
    private static readonly Dictionary<string, LegalStatus> Statuses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["有权"] = LegalStatus.InForce,
        ["有效"] = LegalStatus.InForce,
        ["inForce"] = LegalStatus.InForce,
        ["审中"] = LegalStatus.Pending,
        ["在审"] = LegalStatus.Pending,
        ["pending"] = LegalStatus.Pending,
        ["失效"] = LegalStatus.Ended,
        ["无权"] = LegalStatus.Ended,
        ["ended"] = LegalStatus.Ended,
        ["未知"] = LegalStatus.Unknown,
        ["unknown"] = LegalStatus.Unknown,
    };

    public QueryNode Read(Token token, QueryField field)
    {
        var value = SafeText.Narrow(token.Text).Trim();
        if (!value.Any(char.IsLetterOrDigit))
            throw Fault(token, "检索词中没有文字或数字", "The term has neither letters nor digits");
        return field switch
        {
            QueryField.Any => Free(token, value),
            QueryField.ApplicationNumber or QueryField.PublicationNumber => new QueryNode.Number(field, Numbers(token, value)),
            QueryField.FilingDate or QueryField.PublicationDate or QueryField.GrantDate => ReadDate(token, value, field),
            QueryField.Classification => new QueryNode.Symbol(ReadSymbol(token, value)),
            QueryField.Nice => ReadNice(token, value),
            QueryField.Region => ReadRegion(token, value),
            QueryField.Status => Statuses.TryGetValue(value, out var status) ? new QueryNode.Status(status) : new QueryNode.StatusText(value),
            QueryField.Type => ReadType(token, value),
            _ => new QueryNode.Text(field, token.Text),
        };
    }

    /// <summary>A free word that looks like a number is looked up as one besides.</summary>
    private static QueryNode Free(Token token, string value)
    {
        var text = new QueryNode.Text(QueryField.Any, token.Text);
        return token.Kind == TokenKind.Word && value.Count(char.IsAsciiDigit) >= 6 && RecordNumber.ParsePatent(value) is not null
            ? new QueryNode.Or([new QueryNode.Number(QueryField.Any, Spellings(value)), text])
            : text;
    }

    private static List<string> Numbers(Token token, string value) => RecordNumber.ParsePatent(value) is null
        ? throw Fault(token, "号码无法识别", "The number cannot be read")
        : Spellings(value);

    // The same number may be kept with its office (publications) or without (applications).
    private static List<string> Spellings(string value)
    {
        var normal = RecordNumber.ParsePatent(value)!.Value;
        var spellings = new List<string> { normal.Normal };
        if (normal.Form == NumberForm.Other && normal.Normal.All(char.IsAsciiDigit))
            spellings.AddRange(["CN" + normal.Normal, "US" + normal.Normal]);
        if (RecordNumber.NormaliseOther(value) is { } other && !spellings.Contains(other))
            spellings.Add(other);
        return spellings;
    }

    private static QueryNode.Date ReadDate(Token token, string value, QueryField field)
    {
        var match = DateShape().Match(value);
        if (match.Success)
        {
            int Part(int group, int none) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : none;
            var (year, month, day) = (Part(1, 0), Part(2, 0), Part(3, 0));
            if (year is >= 1700 and <= 2200 && month <= 12 && (month > 0 || !match.Groups[2].Success))
            {
                if (month == 0)
                    return new(field, new(year, 1, 1), new(year, 12, 31));
                var last = DateTime.DaysInMonth(year, month);
                if (day == 0 && !match.Groups[3].Success)
                    return new(field, new(year, month, 1), new(year, month, last));
                if (day >= 1 && day <= last)
                    return new(field, new(year, month, day), new(year, month, day));
            }
        }

        throw Fault(token, "日期应为年、年月或年月日，例如 2020、2020-06、2020-06-30", "A date is a year, a month or a day, such as 2020, 2020-06, 2020-06-30");
    }

    private static string ReadSymbol(Token token, string value)
    {
        var squeezed = value.ToUpperInvariant().Replace(" ", "", StringComparison.Ordinal);
        var match = IpcShape().Match(squeezed);
        if (match.Success)
            return match.Groups[2].Success ? match.Groups[1].Value + match.Groups[2].Value.TrimStart('0') + (match.Groups[3].Success ? match.Groups[3].Value : "") : squeezed;
        return LocarnoShape().IsMatch(squeezed)
            ? squeezed
            : throw Fault(token, "分类号形式不正确，例如 H、H01、H01M、H01M10、H01M10/0525，外观设计 14-03", "The symbol is malformed; such as H, H01, H01M, H01M10, H01M10/0525, for designs 14-03");
    }

    private static QueryNode.NiceClass ReadNice(Token token, string value) =>
        int.TryParse(value.Replace("第", "", StringComparison.Ordinal).Replace("类", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var nice) && nice is >= 1 and <= 45
            ? new(nice.ToString(CultureInfo.InvariantCulture))
            : throw Fault(token, "尼斯分类为 1 至 45", "A Nice class is a number from 1 to 45");

    private QueryNode.Region ReadRegion(Token token, string value)
    {
        if (reference.Regions.Find(value) is { } code)
            return new([code.Code]);
        var found = Named(node => node.Title.Zh == value || string.Equals(node.Title.En, value, StringComparison.OrdinalIgnoreCase));
        if (found.Count == 0 && value.Length >= 2)
            found = Named(node => node.Title.Zh.StartsWith(value, StringComparison.Ordinal));
        return found.Count > 0
            ? new(found)
            : throw Fault(token, $"没有地区“{value}”，请写行政区划名称或代码，例如 河南、郑州、41", $"There is no region “{value}”; give a name or a GB/T 2260 code, such as 河南, Henan, 41");
    }

    private List<string> Named(Func<CodeNode, bool> wanted)
    {
        var all = reference.Regions.All.Where(wanted).ToList();
        var top = all.Count == 0 ? 0 : all.Min(node => node.Code.Length);
        return [.. all.Where(node => node.Code.Length == top).Select(node => node.Code)];
    }

    private static QueryNode.Type ReadType(Token token, string value) => RecordTypes.Parse(value) is { } type
        ? new(type)
        : throw Fault(token, $"没有类型“{value}”，可用：{string.Join("、", RecordTypes.All.Select(row => row.Label.Zh))}", $"There is no type “{value}”; there are {string.Join(", ", RecordTypes.All.Select(row => row.Code))}");

    private static QueryFaultException Fault(Token token, string zh, string en) => new(token.Position, token.Length, zh, en);

    [GeneratedRegex(@"^(\d{4})(?:[-./年]?(\d{1,2})(?:[-./月]?(\d{1,2}))?)?[年月日]?$", RegexOptions.CultureInvariant)]
    private static partial Regex DateShape();

    [GeneratedRegex(@"^([A-HY](?:\d{2}[A-Z]?)?)(?:(?<=[A-Z])(\d{1,4})(/\d{2,8})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex IpcShape();

    [GeneratedRegex(@"^\d{2}(-\d{2})?$", RegexOptions.CultureInvariant)]
    private static partial Regex LocarnoShape();
}
