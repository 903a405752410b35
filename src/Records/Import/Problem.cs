using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>Why a source record was refused, or accepted with a warning.</summary>
/// <param name="Line">Line or row of the source, from 1.</param>
/// <param name="Number">Number of the record as given, or null when it could not be read.</param>
/// <param name="Field">The source's name of the field, or null when the whole record is meant.</param>
/// <param name="Code">Stable code: date.wrong, number.missing …</param>
/// <param name="Reason">The reason for a person.</param>
/// <param name="Value">The value as given, cut to 200 characters; null when there is none.</param>
/// <param name="Warning">True when the record was accepted all the same.</param>
internal sealed record Problem(long Line, string? Number, string? Field, string Code, Bilingual Reason, string? Value, bool Warning = false)
{
    /// <summary>Where in a package the document stands, or null outside of packages.</summary>
    public string? Entry { get; init; }

    public static Problem Of(long line, string? number, string? field, string code, Bilingual reason, string? value = null, bool warning = false) =>
        new(line, Cut(number, 60), field, code, reason, Cut(value, 200), warning);

    // NUL cannot be kept in a PostgreSQL text.
    private static string? Cut(string? text, int most) =>
        text is null ? null : (text.Length <= most ? text : string.Concat(text.AsSpan(0, most), "…")).Replace('\0', '\uFFFD');
}

/// <summary>A row of a table as it stands there.</summary>
/// <param name="Header">The header above it.</param>
/// <param name="Cells">Its cells.</param>
internal sealed record RawRow(IReadOnlyList<string> Header, string[] Cells);

/// <summary>One record of a source: what was read, and what was wrong with it. Without a record it is a refusal, or, when it only warns, something that is told of a file.</summary>
internal readonly record struct SourceItem(long Line, IpRecord? Record, IReadOnlyList<Problem> Problems)
{
    /// <summary>The source takes back what it delivered: the record, or the publication or event of it that the item has.</summary>
    public bool Deletes { get; init; }

    /// <summary>How the record meets that in the store, where it is told for each document; null where the file's format tells it.</summary>
    public MergeRule? Rule { get; init; }

    /// <summary>The row of a table as it stands there with its header, so that one that is refused can be given back; null for others.</summary>
    public RawRow? Raw { get; init; }

    public bool IsRefused => Record is null && Problems.Any(problem => !problem.Warning);

    public static SourceItem Refused(Problem problem) => new(problem.Line, null, [problem]);
}
