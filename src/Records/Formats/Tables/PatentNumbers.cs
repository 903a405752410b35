using System.Text.RegularExpressions;

namespace Zhishu.Records;

/// <summary>The numbers of a patent as a table gives them: of the application, of a publication, of a grant; and which of them it is known by.</summary>
internal sealed partial record PatentNumbers(string? Application, string? Publication, string? Grant)
{
    /// <summary>The number that the record is known by: that of the application where there is one.</summary>
    public string? Shown => Application ?? Publication ?? Grant;

    /// <summary>The office that the numbers tell, or null.</summary>
    public string? Office => new[] { Application, Publication, Grant }.Select(text => RecordNumber.ParsePatent(text)?.Office).FirstOrDefault(office => office is { Length: 2 });

    /// <summary>Whether the publication is that of a grant by its kind code.</summary>
    public bool PublicationIsGrant => IsGrant(Publication);

    public static PatentNumbers Of(TableRow row)
    {
        var published = row.List(TableField.PublicationNumber);
        var (application, publication, grant) = (row[TableField.ApplicationNumber], published.Count > 1 ? published[0] : row[TableField.PublicationNumber], row[TableField.GrantNumber]);

        // What people call the number of the patent is in China that of the application, elsewhere that of the document.
        if (row[TableField.PatentNumber] is { } patent)
        {
            if (RecordNumber.ParsePatent(patent)?.IsPublication == true)
                grant ??= patent;
            else
                application ??= patent;
        }

        return new(application is null ? null : Plain(application, row[TableField.Country]), publication, grant) { Others = [.. published.Skip(1)] };
    }

    public static PatentNumbers OfPublication(string number) => new(null, number, null);

    /// <summary>Further publications that the same cell names.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    public List<Publication> Publications(DateOnly? published, DateOnly? granted)
    {
        var list = new List<Publication>();
        if (Publication is not null && Publication != Grant)
            list.Add(new(Normal(Publication), published, PublicationIsGrant));
        list.AddRange(Others.Where(other => other != Grant).Select(other => new Publication(Normal(other), null, IsGrant(other))));
        if (Grant is not null)
            list.Add(new(Normal(Grant), granted ?? published, true));
        return list;
    }

    private static string Normal(string text) => RecordNumber.ParsePatent(text)?.Normal ?? text;

    private static bool IsGrant(string? publication) => RecordNumber.ParsePatent(publication) is { IsPublication: true, KindCode: { Length: > 0 } code } number && (number.Office, code[0]) switch
    {
        ("CN", 'B' or 'C' or 'U' or 'Y' or 'S' or 'D') => true,
        ("US", 'B' or 'E' or 'S') => true,
        ("US", 'A') => code.Length == 1 && number.Normal.Length < 13,
        ("EP", 'B') => true,
        ("WO", _) => false,
        _ => code[0] is 'B' or 'C',
    };

    /// <summary>Numbers of applications as databases of the world write them (US 201816123456 A: year, number, kind) as their office does.</summary>
    private static string Plain(string text, string? country)
    {
        if (WithKind().Match(text) is { Success: true } american && american.Groups[1].Value == "US")
            return Series(american.Groups[3].Value);
        if (EightFigures().Match(text) is { Success: true } figures && (text.StartsWith("US", StringComparison.OrdinalIgnoreCase) || country == "US"))
            return Series(figures.Groups[1].Value);

        // Databases give applications a kind code too (JP 2005123456 A), with which they would read as what was published under that number.
        if (KindBehind().Match(text) is { Success: true } coded)
            text = coded.Groups[1].Value;
        return country is { Length: 2 } && char.IsAsciiDigit(text[0]) && country is not "CN" ? country + text : text;
    }

    // Written so that it reads as that of an application, not of a patent.
    private static string Series(string figures) => $"US {figures[..2]}/{figures[2..]}";

    [GeneratedRegex(@"^(?:US)?\s?(\d{8})$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex EightFigures();

    [GeneratedRegex(@"^([A-Z]{2}\s?\d{6,13})\s?[ADFPQSTUVWY]\d?$", RegexOptions.CultureInvariant)]
    private static partial Regex KindBehind();

    [GeneratedRegex(@"^([A-Z]{2})\s?((?:19|20)\d{2})(\d{8})(?:\s?[A-Z]\d?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex WithKind();
}
