using System.Globalization;
using System.Text;
using Zhishu.Records;

namespace Zhishu.Search.Export;

/// <summary>Records as reference managers take them: RIS and BibTeX.</summary>
internal static class References
{
    /// <summary>The lines of a record in RIS, without its end.</summary>
    public static IEnumerable<(string Tag, string Value)> Ris(IpRecord record, Func<string, string> absolute)
    {
        var document = record.Publications.LastOrDefault()?.Number;
        var number = RecordNumber.Show(record.Kind, record.Office, record.Number);
        yield return ("TY", record.Kind == RecordKind.Patent ? "PAT" : "GEN");
        yield return ("TI", record.Title);
        if (record.TitleEn is { } english)
            yield return ("TT", english);
        foreach (var party in record.Parties.Where(party => party.Role == PartyRole.Inventor))
            yield return ("AU", LastFirst(party));
        foreach (var party in record.Parties.Where(party => party.Role is PartyRole.Applicant).DistinctBy(party => party.Name))
            yield return ("PB", party.Name);

        // The number of the document as people cite it, and that of the application.
        yield return ("M1", document ?? number);
        yield return ("C1", number);
        if (record.Type is { } type)
            yield return ("M3", RecordTypes.LabelOf(type).ToString());
        if (Day(record) is { } day)
        {
            yield return ("PY", $"{day.Year:D4}");
            yield return ("DA", $"{day.Year:D4}/{day.Month:D2}/{day.Day:D2}/");
        }

        if (record.FilingDate is { } filed)
            yield return ("Y2", $"{filed.Year:D4}/{filed.Month:D2}/{filed.Day:D2}/");
        if (record.Abstract is { } text)
            yield return ("AB", text);
        foreach (var symbol in record.Classifications.Select(symbol => symbol.Symbol).Distinct())
            yield return ("KW", symbol);
        yield return ("CY", record.Office);
        yield return ("UR", absolute(RecordLinks.To(record)));
    }

    /// <summary>A record as an entry of BibTeX.</summary>
    /// <param name="record">The record.</param>
    /// <param name="absolute">Makes an address whole.</param>
    /// <param name="keys">The keys that were given out; the entry's own is added.</param>
    public static string BibTex(IpRecord record, HashSet<string> keys, Func<string, string> absolute)
    {
        var number = record.Publications.LastOrDefault()?.Number ?? RecordNumber.Show(record.Kind, record.Office, record.Number);
        var stem = string.Concat(number.Where(char.IsAsciiLetterOrDigit));
        var key = stem;
        for (var i = 2; !keys.Add(key); i++)
            key = $"{stem}-{i}";
        var entry = new StringBuilder().Append(CultureInfo.InvariantCulture, $"@{(record.Kind == RecordKind.Patent ? "patent" : "misc")}{{{key},\n");
        void Add(string name, string? value) => AddWritten(name, value is null ? "" : Escaped(value));
        void AddWritten(string name, string value)
        {
            if (value.Length > 0)
                entry.Append(CultureInfo.InvariantCulture, $"  {name} = {{{value}}},\n");
        }

        Add("title", record.Title);
        AddWritten("author", string.Join(" and ", record.Parties.Where(party => party.Role == PartyRole.Inventor).Select(party => Whole(Escaped(LastFirst(party))))));
        AddWritten("holder", string.Join(" and ", record.Parties.Where(party => party.Role == PartyRole.Applicant).Select(party => party.Name).Distinct().Select(name => Whole(Escaped(name)))));
        Add("number", number);
        Add("nationality", record.Office);
        if (Day(record) is { } day)
        {
            Add("year", day.Year.ToString(CultureInfo.InvariantCulture));
            Add("month", day.Month.ToString(CultureInfo.InvariantCulture));
            Add("day", day.Day.ToString(CultureInfo.InvariantCulture));
        }

        Add("dayfiled", record.FilingDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("type", record.Type is { } type ? RecordTypes.LabelOf(type).ToString() : null);
        Add("keywords", string.Join(", ", record.Classifications.Select(symbol => symbol.Symbol).Distinct()));
        Add("abstract", record.Abstract);
        Add("url", absolute(RecordLinks.To(record)));
        return entry.Append("}\n\n").ToString();
    }

    private static DateOnly? Day(IpRecord record) => record.Publications.LastOrDefault()?.Date ?? record.GrantDate ?? record.PublicationDate ?? record.FilingDate;

    /// <summary>Last name first where the name is written in Latin letters and in their order; names in other scripts, and those with a comma, stay.</summary>
    private static string LastFirst(Party party)
    {
        var name = party.Name;
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || name.Contains(',', StringComparison.Ordinal) || name.Any(c => c > '\u024F') || name == name.ToUpperInvariant())
            return name;
        var suffix = words[^1].TrimEnd('.') is "Jr" or "Sr" or "II" or "III" or "IV" && words.Length > 2 ? words[^1] : null;
        var last = suffix is null ? words.Length - 1 : words.Length - 2;
        return $"{words[last]}, {string.Join(' ', words[..last])}{(suffix is null ? "" : $", {suffix}")}";
    }

    // A name with "and" in it would be taken for two.
    private static string Whole(string name) => name.Contains(" and ", StringComparison.OrdinalIgnoreCase) ? $"{{{name}}}" : name;

    private static string Escaped(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value.ReplaceLineEndings(" "))
        {
            text.Append(c switch
            {
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{c}",
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                '\\' => "\\textbackslash{}",
                _ => c.ToString(),
            });
        }

        return text.ToString();
    }
}
