using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;
using Zhishu.Records.Show;

namespace Zhishu.Tests.Records;

/// <summary>What stands on the page of a record, through the real server.</summary>
[Collection(HubCollection.Name)]
public sealed partial class RecordPageTests(TestHub hub)
{
    private const string Real = "/records/patent/CN202223220665.2";
    private const string American = "/records/patent/US8926509B2";

    /// <summary>A demo patent with everything: drawings, description, family and citations.</summary>
    private const string Whole = "/records/patent/2021190043201";

    private static string Later(string number, string title, string more) =>
        $$"""{"kind":"patent","office":"US","number":"{{number}}","title":"{{title}}","priorities":[{"country":"CN","number":"201910000005","date":"2019-01-02"}],{{more}}}""";

    private async Task<string> GetAsync(string address) => WebUtility.HtmlDecode(await hub.Http.GetStringAsync(address));

    [Fact]
    public async Task Tabs_lead_to_sections_that_are_there_with_their_counts()
    {
        foreach (var address in new[] { Whole, Real, American, "/records/trademark/99000001", "/records/gi/DEMOGI0001", "/records/layout/BS99000001" })
        {
            var page = await GetAsync(address);
            var tabs = Tab().Matches(TabBar().Match(page).Value).ToDictionary(tab => tab.Groups[1].Value, tab => tab.Groups[2].Value);
            Assert.NotEmpty(tabs);
            Assert.All(tabs.Keys.Where(href => href[0] == '#'), href => Assert.Equal(2, page.Split($"id=\"{href[1..]}\"").Length));
            Assert.All(Ids().Matches(page).GroupBy(id => id.Groups[1].Value), same => Assert.Single(same));
            if (tabs.TryGetValue("#claims", out var claims))
                Assert.Equal($"权利要求 {Regex.Count(page, "<li id=\"claim-")}", claims);
            if (tabs.TryGetValue("#drawings", out var drawings))
                Assert.EndsWith($" {Regex.Count(page, "data-name=")}", drawings);
        }
    }

    [Fact]
    public async Task Links_within_the_page_lead_somewhere()
    {
        var page = await GetAsync(Whole);
        var inner = InnerLink().Matches(page).Select(link => link.Groups[1].Value).Distinct().ToList();
        Assert.Contains("sign-1", inner);
        Assert.Contains("at-1", inner);
        Assert.Contains("claim-1", inner);
        Assert.All(inner, id => Assert.Contains($"id=\"{id}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_family_is_found_as_results()
    {
        var link = Regex.Match(await GetAsync(Whole), "href=\"(/search\\?q=FM[^\"]+)\"").Groups[1].Value;
        Assert.Contains("/records/patent/2021190043201?", await GetAsync(link), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Independent_claims_stand_alone_and_claims_beside_the_description_by_address()
    {
        var alone = await GetAsync(Whole + "?claims=independent");
        Assert.Contains("id=\"claim-1\"", alone, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"claim-2\"", alone, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"#claim-2\"", alone, StringComparison.Ordinal);
        Assert.Contains("record-rest record-side", await GetAsync(Whole + "?side=1"), StringComparison.Ordinal);
        Assert.DoesNotContain("record-side", await GetAsync(Real + "?side=1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_lead_on_and_what_they_lead_to_has_the_record()
    {
        var page = await GetAsync(Real);
        var facts = Biblio().Match(page).Value;
        var links = FactLink().Matches(facts).Select(link => link.Groups[1].Value).ToList();
        Assert.Contains(links, link => link.StartsWith("/applicants?name=", StringComparison.Ordinal));
        Assert.Contains(links, link => link.StartsWith("/search?inventor=", StringComparison.Ordinal));
        Assert.Contains(links, link => link.Contains("AG%3D", StringComparison.Ordinal));
        Assert.Contains(links, link => link.Contains("IC%3D", StringComparison.Ordinal));
        Assert.Contains(links, link => link.Contains("RG%3D", StringComparison.Ordinal));
        foreach (var link in links)
        {
            using var response = await hub.Http.GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            if (link.StartsWith("/search", StringComparison.Ordinal))
                Assert.DoesNotContain("<strong>0</strong>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        var english = await GetAsync(Real + "?lang=en");
        Assert.Contains("<h1 class=\"wrap\" lang=\"zh\">", english, StringComparison.Ordinal);
        Assert.DoesNotContain("专用", facts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_few_similar_records_come_later_as_a_part_of_the_page()
    {
        var page = await GetAsync(Whole);
        var part = Regex.Match(page, "data-part=\"(/search/similar[^\"]+)\" hidden").Groups[1].Value;
        Assert.NotEmpty(part);
        var few = await GetAsync(part);
        Assert.StartsWith("<ol class=\"similar-few\">", few.TrimStart());
        Assert.DoesNotContain("<html", few, StringComparison.Ordinal);
        var links = Regex.Matches(few, "<li>\\s*<a href=\"([^\"]+)\"").Select(link => link.Groups[1].Value).ToList();
        Assert.Equal(5, links.Count);
        Assert.DoesNotContain(Whole, links);
        Assert.Equal(5, Regex.Count(few, "共同的词（[2-9]|共同的词（1[0-9]"));

        // They are the first of the page that the link leads to; and nothing comes of a record without words.
        var whole = await GetAsync(part.Replace("&few=1", "", StringComparison.Ordinal));
        Assert.Equal(links, Regex.Matches(whole, "<h2><a href=\"([^\"]+)\"").Select(link => link.Groups[1].Value).Take(5));
        using var none = await hub.Http.GetAsync($"/search/similar?id={Guid.NewGuid()}&few=1");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Theory]
    [InlineData(Whole)]
    [InlineData(Real)]
    [InlineData(American)]
    [InlineData("/records/trademark/99000001")]
    [InlineData("/records/gi/DEMOGI0001")]
    [InlineData("/records/layout/BS99000001")]
    public async Task Each_fact_leads_to_a_search_that_finds_the_record(string address) => await FollowAsync(address);

    [Fact]
    public async Task The_facts_of_all_samples_lead_to_the_records_themselves()
    {
        var store = hub.Services.GetRequiredService<RecordStore>();
        var all = await store.PageAsync([], Guid.Empty, 5000, CancellationToken.None);
        var followed = 0;
        foreach (var stored in all.Where(stored => !stored.Record.Synthetic).Concat(all.Where((_, i) => i % 250 == 0)).DistinctBy(stored => stored.Id).Take(60))
            followed += await FollowAsync(RecordLinks.To(stored.Record));
        Assert.True(followed > 400, $"{followed} links");
    }

    // Asked of the interface, with the record's own number besides.
    private async Task<int> FollowAsync(string address)
    {
        var record = JsonDocument.Parse(await hub.Http.GetStringAsync("/api/v1" + address)).RootElement;
        var (number, kind) = (record.GetProperty("number").GetString()!, record.GetProperty("kind").GetString()!);
        var page = await GetAsync(address);
        var links = FactLink().Matches(Biblio().Match(page).Value + Events().Match(page).Value).Select(link => link.Groups[1].Value)
            .Where(link => link.StartsWith("/search?", StringComparison.Ordinal)).Distinct().ToList();
        var lost = new List<string>();
        foreach (var link in links)
        {
            // The numbers of samples of other kinds may look like those of patents, and the other way round.
            var own = $"AN=\"{number}\"" + (link.Contains("kind=", StringComparison.Ordinal) ? "" : $"&kind={kind}");
            var both = link.StartsWith("/search?q=", StringComparison.Ordinal) ? $"q={link["/search?q=".Length..]}{Uri.EscapeDataString(" AND ")}{own}" : $"{link["/search?".Length..]}&q={own}";
            using var answer = await hub.Http.GetAsync("/api/v1/records?size=5&" + both);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode != HttpStatusCode.OK || !JsonDocument.Parse(text).RootElement.GetProperty("hits").EnumerateArray().Any(hit => hit.GetProperty("number").GetString() == number))
                lost.Add($"{Uri.UnescapeDataString(link)} {(int)answer.StatusCode} {text[..Math.Min(200, text.Length)]}");
        }

        Assert.True(lost.Count == 0, $"{address}\n{string.Join('\n', lost)}");
        return links.Count;
    }

    [Theory]
    [InlineData(Whole, 2)]
    [InlineData(Real, 0)]
    [InlineData("/records/trademark/99000001", 1)]
    [InlineData("/records/gi/DEMOGI0001", 0)]
    public async Task A_record_is_given_as_a_whole_PDF_with_its_pictures(string address, int pictures)
    {
        using var response = await hub.Http.GetAsync(address + ".pdf");
        Assert.Equal("application/pdf", response.Content.Headers.ContentType!.MediaType);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var text = System.Text.Encoding.Latin1.GetString(bytes);
        Assert.StartsWith("%PDF-1.7", text);
        Assert.Equal(pictures, Regex.Count(text, "/Subtype /Image"));
        var table = int.Parse(text[(text.LastIndexOf("startxref\n", StringComparison.Ordinal) + 10)..].Split('\n')[0], null);
        var offsets = text[table..].Split('\n').Skip(3).TakeWhile(line => line.EndsWith(" n ", StringComparison.Ordinal)).ToList();
        Assert.All(offsets.Index(), row => Assert.StartsWith($"{row.Index + 1} 0 obj", text[int.Parse(row.Item.AsSpan(0, 10), null)..][..20]));
        Assert.InRange(bytes.Length, 10_000, 1_500_000);
        using var none = await hub.Http.GetAsync("/records/patent/CN999999999A.pdf");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Official_registers_are_named_for_real_records_alone()
    {
        var us = await GetAsync(American);
        Assert.Contains("href=\"https://ppubs.uspto.gov/pubwebapp/external.html?q=8926509.pn.\"", us, StringComparison.Ordinal);
        Assert.Contains("href=\"https://worldwide.espacenet.com/patent/search?q=pn%3DUS8926509B2\"", us, StringComparison.Ordinal);
        Assert.Contains("href=\"https://patents.google.com/patent/US8926509B2\"", us, StringComparison.Ordinal);
        Assert.DoesNotContain("cnipa.gov.cn", us, StringComparison.Ordinal);
        Assert.All(Outside().Matches(us), link => Assert.Contains("rel=\"noopener noreferrer external\"", link.Value, StringComparison.Ordinal));
        var cn = await GetAsync(Real);
        Assert.Contains("<code data-copy>CN218751475U</code>", cn, StringComparison.Ordinal);
        Assert.DoesNotMatch(Outside(), await GetAsync(Whole));
    }

    [Theory]
    [InlineData(RecordKind.Patent, "WO", "PCTCN2018000001", "WO2019000001A1", "https://patentscope.wipo.int/search/en/detail.jsf?docId=WO2019000001")]
    [InlineData(RecordKind.Patent, "US", "15123456", "US20190123456A1", "https://patentcenter.uspto.gov/applications/15123456")]
    [InlineData(RecordKind.Patent, "US", "15123456", "US20190123456A1", "https://ppubs.uspto.gov/pubwebapp/external.html?q=20190123456.pn.")]
    [InlineData(RecordKind.Trademark, "US", "78000001", null, "https://tsdr.uspto.gov/#caseNumber=78000001&caseSearchType=US_APPLICATION&caseType=DEFAULT&searchType=statusSearch")]
    [InlineData(RecordKind.Trademark, "EM", "18000001", null, "https://euipo.europa.eu/eSearch/#details/trademarks/018000001")]
    [InlineData(RecordKind.Trademark, "CN", "35000001", null, "https://wcjs.sbj.cnipa.gov.cn/")]
    public void An_address_outside_is_made_of_the_numbers(RecordKind kind, string office, string number, string? publication, string expected)
    {
        var record = new IpRecord { Kind = kind, Office = office, Number = number, Title = "a", Publications = publication is null ? [] : [new(publication, null)] };
        var links = new OfficialLinks(TestHub.Reference.Folder).Of(record);
        Assert.Contains(links, link => link.Url == expected);
        Assert.All(links, link => Assert.DoesNotContain('{', link.Url));
    }

    [Theory]
    [InlineData("2026-11-28", "2042-03-11", "15 年 3 个月")]
    [InlineData("2026-11-28", "2027-11-28", "1 年")]
    [InlineData("2026-11-28", "2027-11-27", "11 个月")]
    [InlineData("2026-01-31", "2026-02-28", "28 天")]
    [InlineData("2024-02-29", "2025-02-28", "11 个月")]
    [InlineData("2026-11-28", "2026-11-28", "0 天")]
    public void What_is_left_is_counted_in_whole_months(string today, string end, string expected) =>
        Assert.Equal(expected, TermLeft.Span(DateOnly.Parse(today, null), DateOnly.Parse(end, null)));

    [Fact]
    public void Nothing_is_left_of_what_was_not_granted_has_ended_or_is_not_known()
    {
        var today = new DateOnly(2026, 11, 28);
        var record = new IpRecord { Kind = RecordKind.Patent, Office = "CN", Number = "1", Title = "a", Type = "invention", FilingDate = new(2022, 3, 11) };
        Assert.Null(TermLeft.Of(record, today));
        Assert.Null(TermLeft.Of(record with { Status = LegalStatus.Pending, ExpiryDate = new(2042, 3, 11) }, today));
        Assert.Null(TermLeft.Of(record with { Status = LegalStatus.Ended, GrantDate = today, ExpiryDate = new(2042, 3, 11) }, today));
        Assert.Null(TermLeft.Of(record with { Status = LegalStatus.InForce, Office = "JP" }, today));
        Assert.Equal("推算剩余 15 年 3 个月", TermLeft.Of(record with { Status = LegalStatus.InForce }, today)!.Left);
        Assert.Equal("剩余 5 年", TermLeft.Of(record with { Status = LegalStatus.InForce, ExpiryDate = new(2031, 11, 28) }, today)!.Left);
        Assert.Null(TermLeft.Of(record with { Status = LegalStatus.InForce, ExpiryDate = new(2025, 1, 1) }, today)!.Left);
        var steps = RecordStep.Of(record with { Status = LegalStatus.InForce, GrantDate = new(2024, 6, 18) }, TermLeft.Of(record with { Status = LegalStatus.InForce }, today));
        Assert.Equal(["申请 False", "授权 False", "期限届满（推算） True"], steps.Select(step => $"{step.Text} {step.Ahead}"));
    }

    [Fact]
    public void A_change_is_told_by_what_went_and_what_came()
    {
        var before = new IpRecord
        {
            Kind = RecordKind.Patent,
            Office = "CN",
            Number = "1",
            Title = "盒",
            Parties = [new(PartyRole.Applicant, "甲") { Address = "一路" }, new(PartyRole.Inventor, "张三")],
            Claims = [new(1, "一种盒。", []), new(2, "盖。", [1])],
            DescriptionKey = "a",
        };
        var after = before with { Title = "箱", Parties = [new(PartyRole.Applicant, "甲") { Address = "二路" }, before.Parties[1]], Claims = [before.Claims[0]], DescriptionKey = "b" };
        Assert.Equal(["名称 盒 箱", "当事人 甲 一路 甲 二路", "权利要求 2. 盖。 ", "说明书 有说明书 内容有变"],
            VersionText.Between(before, after, ["title", "parties", "claims", "descriptionKey"]).Select(change => $"{change.Name} {change.Before} {change.After}"));
    }

    [Fact]
    public async Task Family_and_citations_stand_both_ways_once_each_with_what_is_known()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("a.jsonl", string.Join('\n',
            """{"kind":"patent","office":"CN","number":"201910000005.2","title":"甲","filingDate":"2019-01-02","publications":["""
            + """{"number":"CN109900001A","date":"2020-01-05"},{"number":"CN109900001B","date":"2021-01-05","grant":true}],"""
            + """ "family":["CN109900001A","US11000001B2","JP2020123456A"],"citations":[{"text":"US8926509B2","patent":true,"by":"examiner"},{"text":"某书","patent":false}]}""",
            Later("16700001", "A", """ "publications":[{"number":"US11000001B2","date":"2021-02-03","grant":true}]"""),
            Later("16700002", "B", """ "citations":[{"text":"CN109900001A","patent":true}]""")) + "\n"));
        var stored = (await scratch.Records.FindAsync(RecordKind.Patent, "201910000005.2", CancellationToken.None))!;
        var related = await RelatedDocuments.ReadAsync(scratch.Records, stored, CancellationToken.None);
        Assert.Equal(["US11000001B2 A", "JP2020123456A ", "US16700002 B"], related.Family.Select(document => $"{document.Number} {document.Held?.Title}"));
        Assert.Equal(3, related.FamilyCount);
        Assert.Equal(["US8926509B2 US 审查员引用", "某书  "], related.Cited.Select(document => $"{document.Number} {document.Office} {document.By}"));
        Assert.Equal(["US16700002"], related.Citing.Select(document => document.Number));
        Assert.True(new RelatedGraph("CN109900001B", related).IsWorthwhile);
    }

    [GeneratedRegex("<nav class=\"record-tabs\".*?</nav>", RegexOptions.Singleline)]
    private static partial Regex TabBar();

    [GeneratedRegex("<a href=\"([^\"]+)\">([^<]+)</a>")]
    private static partial Regex Tab();

    [GeneratedRegex(" id=\"([^\"]+)\"")]
    private static partial Regex Ids();

    [GeneratedRegex("href=\"#([^\"]+)\"")]
    private static partial Regex InnerLink();

    [GeneratedRegex("<dl class=\"biblio\">.*?</dl>", RegexOptions.Singleline)]
    private static partial Regex Biblio();

    [GeneratedRegex("<section class=\"card-plain\" id=\"events\".*?</section>", RegexOptions.Singleline)]
    private static partial Regex Events();

    [GeneratedRegex("href=\"(/[^\"]+)\"")]
    private static partial Regex FactLink();

    [GeneratedRegex("<a href=\"https?://[^>]*>")]
    private static partial Regex Outside();
}
