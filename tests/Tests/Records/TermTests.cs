using Zhishu.Records;
using Zhishu.Records.Show;

namespace Zhishu.Tests.Records;

/// <summary>The end of the term by law, rule by rule and on both sides of the days on which they changed.</summary>
public sealed class TermTests
{
    [Theory]
    [InlineData("CN", "2019-01-02", "2020-02-29", "2030-02-27")]
    [InlineData("CN", "2019-01-02", "2020-01-14", "2030-01-13")]
    [InlineData("US", "2019-01-02", "2020-01-14", "2030-01-14")]
    [InlineData("EM", "2019-01-02", "2020-01-14", "2029-01-02")]
    [InlineData("EM", "2019-01-02", null, null)]
    [InlineData("CN", "2019-01-02", null, null)]
    [InlineData("JP", "2019-01-02", "2020-01-14", null)]
    public void The_first_term_of_a_mark_is_counted_and_called_so(string office, string filed, string? granted, string? end)
    {
        var record = new IpRecord
        {
            Kind = RecordKind.Trademark,
            Office = office,
            Number = "1",
            Title = "a",
            FilingDate = DateOnly.Parse(filed, null),
            GrantDate = granted is null ? null : DateOnly.Parse(granted, null)
        };
        Assert.Equal(end is null ? null : DateOnly.Parse(end, null), TermRules.EndOf(record)?.End);
        Assert.All(TermRules.Lines(record), line => Assert.Contains("首个有效期", line, StringComparison.Ordinal));
        Assert.Equal(end is null ? 0 : 1, TermRules.Lines(record).Count);
    }

    [Theory]
    [InlineData("CN", "invention", "2019-01-02", null, "2039-01-02")]
    [InlineData("CN", "utility", "2019-01-02", null, "2029-01-02")]
    [InlineData("CN", "design", "2021-05-31", null, "2031-05-31")]
    [InlineData("CN", "design", "2021-06-01", null, "2036-06-01")]
    [InlineData("US", "invention", "1995-06-07", "1999-01-05", "2016-01-05")]
    [InlineData("US", "invention", "1995-06-08", "1999-01-05", "2015-06-08")]
    [InlineData("US", "design", "2015-05-12", "2016-02-01", "2030-02-01")]
    [InlineData("US", "design", "2015-05-13", "2016-02-01", "2031-02-01")]
    [InlineData("US", "design", "2015-05-13", null, null)]
    [InlineData("EP", "invention", "2020-02-29", null, "2040-02-29")]
    [InlineData("JP", "invention", "2020-01-01", null, null)]
    public void A_term_ends_by_the_rule_of_its_office_and_day(string office, string type, string filed, string? granted, string? end)
    {
        var record = new IpRecord
        {
            Kind = RecordKind.Patent,
            Office = office,
            Number = "1",
            Title = "a",
            Type = type,
            FilingDate = DateOnly.Parse(filed, null),
            GrantDate = granted is null ? null : DateOnly.Parse(granted, null)
        };
        Assert.Equal(end is null ? null : DateOnly.Parse(end, null), TermRules.EndOf(record)?.End);

        // Where the register says how it stands, nothing is counted.
        Assert.Equal(end is null ? 0 : 1, TermRules.Lines(record).Count);
        Assert.Empty(TermRules.Lines(record with { Status = LegalStatus.InForce }));
    }
}
