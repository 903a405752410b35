using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Filings.Schemes;

/// <summary>A condition of the scheme (001·5), to be answered with evidence.</summary>
internal sealed record Condition(string Id, string Article, string Zh, string En)
{
    public string Text => Lang.T(Zh, En);
}

/// <summary>A part of the form that is written freely.</summary>
internal sealed record FormSection(string Id, string Number, string Zh, string En, string Guide, int About, int Most)
{
    public string Title => Lang.T(Zh, En);
}

/// <summary>A step that a scheme may have between submitting and deciding.</summary>
internal enum Step
{
    Recommendation,
    Publicity,
}

/// <summary>Who recommends: the provincial office or the authority of the sector; the city office; nobody.</summary>
internal enum RecommenderKind
{
    None,
    ProvinceOrSector,
    City,
}

/// <summary>Who decides.</summary>
internal enum DeciderKind
{
    National,
    Province,
}

/// <summary>
/// The rules of a filing as data: conditions, form, steps, periods. The national scheme is that of document 001; a province
/// runs its own in the same way (001·20) with another file.
/// </summary>
internal sealed record Scheme
{
    public required string Id { get; init; }

    public int Order { get; init; }

    public required Bilingual Name { get; init; }

    public required string FormTitle { get; init; }

    public required string Edition { get; init; }

    public required Bilingual Authority { get; init; }

    public required string Law { get; init; }

    public required MemberKind Member { get; init; }

    public required RecommenderKind Recommender { get; init; }

    public required DeciderKind Decider { get; init; }

    public MemberKind? Requires { get; init; }

    public IReadOnlyList<MemberKind> Exempt { get; init; } = [];

    public IReadOnlyList<MemberKind> EndsWhenNamed { get; init; } = [];

    public int FullTimeFrom { get; init; }

    public int PartTimeFrom { get; init; }

    public required IReadOnlyList<Condition> Conditions { get; init; }

    public required IReadOnlyList<FormSection> Sections { get; init; }

    public int PersonAbout { get; init; }

    public int PersonMost { get; init; }

    public int CasesFrom { get; init; }

    public int CasesTo { get; init; }

    public int CaseAbout { get; init; }

    public int CaseMost { get; init; }

    public required IReadOnlyList<Step> Steps { get; init; }

    public int PublicityDays { get; init; }

    public int ValidYears { get; init; }

    public int RenewalOpensDays { get; init; }

    public IReadOnlyList<int> ExpiryRemindDays { get; init; } = [];

    public int BanYears { get; init; }

    public int RectifyMonths { get; init; }

    public int ReportMonth { get; init; }

    public int ReportDay { get; init; }

    public IReadOnlyList<int> RemindDays { get; init; } = [];

    public required string Number { get; init; }

    /// <summary>The office that recommends an organisation; empty when nobody does. Those run by an industry authority go through it (001·7).</summary>
    public string RecommenderOf(string region, string? sector) => Recommender switch
    {
        RecommenderKind.ProvinceOrSector => sector is null ? $"recommender:region:{region[..2]}" : $"recommender:sector:{sector}",
        RecommenderKind.City => $"recommender:region:{(region.Length >= 4 ? region[..4] : region)}",
        _ => "",
    };

    /// <summary>The office that decides.</summary>
    public string DeciderOf(string region) => Decider == DeciderKind.National ? "national" : $"recommender:region:{region[..2]}";

    /// <summary>The day by which the report of a year is due: 31 January of the next for the national scheme (001·17). A due day late in the year is of the same year.</summary>
    public DateOnly ReportDue(int year) => new(ReportMonth <= 6 ? year + 1 : year, ReportMonth, ReportDay);

    /// <summary>The day on which the report of a year is opened: a month before it is due.</summary>
    public DateOnly ReportOpens(int year) => ReportDue(year).AddDays(-30);
}
