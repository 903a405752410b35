using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;

namespace Zhishu.Tests.Filings;

/// <summary>Periods given by law, and schemes as data.</summary>
public sealed class PeriodTests
{
    [Theory]
    [InlineData("2024-12-01", 3, "2027-11-30")]
    [InlineData("2024-03-01", 3, "2027-02-28")]
    [InlineData("2025-03-01", 3, "2028-02-29")]
    [InlineData("2024-02-29", 3, "2027-02-28")]
    [InlineData("2024-02-29", 4, "2028-02-28")]
    [InlineData("2026-01-01", 3, "2028-12-31")]
    public void Terms_are_whole_years_with_their_first_day(string first, int years, string last) =>
        Assert.Equal(DateOnly.Parse(last), Periods.LastDay(DateOnly.Parse(first), years));

    [Theory]
    [InlineData("2026-08-31", 6, "2027-02-28")]
    [InlineData("2027-08-31", 6, "2028-02-29")]
    [InlineData("2026-11-21", 6, "2027-05-21")]
    [InlineData("2024-02-29", 36, "2027-02-28")]
    public void Periods_from_a_notice_end_on_the_corresponding_day(string day, int months, string last) =>
        Assert.Equal(DateOnly.Parse(last), Periods.After(DateOnly.Parse(day), months));

    [Fact]
    public void A_province_runs_its_own_scheme_with_another_file()
    {
        using var folder = new TempFolder();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "data", "schemes", "provincial.json"), Path.Combine(folder.Path, "a.json"));
        var path = Path.Combine(folder.Path, "own.json");
        File.WriteAllText(path, File.ReadAllText(Path.Combine(folder.Path, "a.json")).Replace("\"provincial\"", "\"shanxi\"", StringComparison.Ordinal)
            .Replace("\"validYears\": 2", "\"validYears\": 4", StringComparison.Ordinal)
            .Replace("[\"recommendation\", \"publicity\"]", "[]", StringComparison.Ordinal)
            .Replace("\"publicityDays\": 5", "\"publicityDays\": 0", StringComparison.Ordinal).Replace("\"city\"", "\"none\"", StringComparison.Ordinal));
        var scheme = new SchemeStore([folder.Path])["shanxi"];
        Assert.Equal(4, scheme.ValidYears);
        Assert.Equal(FilingState.Recommended, FilingLifecycle.Table.Find(FilingState.Draft, FilingAct.Submit, Party.Applicant, scheme)!.To);
        Assert.Equal(FilingState.Filed, FilingLifecycle.Table.Find(FilingState.Recommended, FilingAct.Accept, Party.Decider, scheme)!.To);
        Assert.Null(FilingLifecycle.Table.Find(FilingState.Recommended, FilingAct.Publish, Party.Decider, scheme));
        File.WriteAllText(path, "{ \"id\": \"broken\" }");
        var fault = Assert.Throws<HubFaultException>(() => new SchemeStore([folder.Path]));
        Assert.Contains("own.json", fault.Message, StringComparison.Ordinal);
    }
}
