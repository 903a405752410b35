using System.Net;
using System.Xml.Linq;

namespace Zhishu.Tests.Exchange;

/// <summary>SRU from its specifications, and clients that others wrote.</summary>
[Collection(HubCollection.Name)]
public sealed class SruTests(TestHub hub)
{
    private static readonly XNamespace One = "http://www.loc.gov/zing/srw/";
    private static readonly XNamespace Two = "http://docs.oasis-open.org/ns/search-ws/sruResponse";

    private async Task<XElement> AskAsync(string query)
    {
        using var response = await hub.Http.GetAsync("/sru?" + query);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
    }

    private static string? Diagnostic(XElement root) => root.Descendants().FirstOrDefault(element => element.Name.LocalName == "uri")?.Value.Split('/')[^1];

    [Theory]
    [InlineData("version=9.9&operation=explain", 5)]
    [InlineData("version=1.2&operation=nonsense", 4)]
    [InlineData("version=1.2&operation=searchRetrieve", 7)]
    [InlineData("version=1.2&operation=searchRetrieve&query=a&bogus=1", 8)]
    [InlineData("version=1.2&operation=searchRetrieve&query=a&maximumRecords=x", 6)]
    [InlineData("version=1.2&operation=searchRetrieve&query=a&startRecord=0", 6)]
    [InlineData("version=1.2&operation=searchRetrieve&query=a&query=b", 6)]
    [InlineData("version=1.2&operation=searchRetrieve&query=a and", 10)]
    [InlineData("version=1.2&operation=searchRetrieve&query=(a", 13)]
    [InlineData("version=1.2&operation=searchRetrieve&query=\"a", 14)]
    [InlineData("version=1.2&operation=searchRetrieve&query=marc.title=a", 15)]
    [InlineData("version=1.2&operation=searchRetrieve&query=>x=\"info:nothing\" x.title=a", 15)]
    [InlineData("version=1.2&operation=searchRetrieve&query=dc.bogus=a", 16)]
    [InlineData("version=1.2&operation=searchRetrieve&query=dc.title encloses a", 19)]
    [InlineData("version=1.2&operation=searchRetrieve&query=dc.title =/stem a", 20)]
    [InlineData("version=1.2&operation=searchRetrieve&query=dc.coverage < 44", 22)]
    [InlineData("version=1.2&operation=searchRetrieve&query=dc.date=soon", 36)]
    [InlineData("version=1.2&operation=searchRetrieve&query=a prox/unit=paragraph b", 42)]
    [InlineData("version=1.2&operation=searchRetrieve&query=cql.resultSetId=1", 50)]
    [InlineData("version=1.2&operation=searchRetrieve&query=电池&startRecord=9999999", 61)]
    [InlineData("version=1.2&operation=searchRetrieve&query=a&recordSchema=marcxml", 66)]
    [InlineData("version=1.2&operation=searchRetrieve&query=a&recordPacking=pdf", 71)]
    [InlineData("version=1.2&operation=searchRetrieve&query=a&recordXPath=/x", 72)]
    [InlineData("version=1.1&operation=searchRetrieve&query=a&sortKeys=title", 80)]
    [InlineData("version=1.2&operation=searchRetrieve&query=a sortby dc.title", 82)]
    [InlineData("version=1.2&operation=searchRetrieve&query=a&stylesheet=x.xsl", 110)]
    [InlineData("version=1.2&operation=scan&scanClause=dc.creator&responsePosition=99&maximumTerms=5", 120)]
    [InlineData("version=1.2&operation=scan&scanClause=dc.creator&maximumTerms=9999", 121)]
    [InlineData("version=1.2&operation=scan&scanClause=dc.description=a", 16)]
    [InlineData("query=a&facetLimit=x:dc.date", 6)]
    [InlineData("query=a&facetLimit=5:dc.description", 16)]
    public async Task Diagnostics_have_the_numbers_of_the_standard(string query, int number)
    {
        var root = await AskAsync(string.Join('&', query.Split('&').Select(pair => pair.Split('=', 2)).Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}")));
        Assert.Equal(number.ToString(System.Globalization.CultureInfo.InvariantCulture), Diagnostic(root));
    }

    [Fact]
    public async Task A_search_gives_pages_in_both_versions_and_all_schemas()
    {
        var query = Uri.EscapeDataString("dc.title=电池 and dc.type=patent sortby dc.date/sort.descending");
        var one = await AskAsync($"version=1.2&operation=searchRetrieve&query={query}&maximumRecords=3&startRecord=4");
        Assert.Equal("1.2", one.Element(One + "version")!.Value);
        Assert.Equal(["4", "5", "6"], one.Descendants(One + "recordPosition").Select(element => element.Value));
        Assert.Equal("7", one.Element(One + "nextRecordPosition")!.Value);
        Assert.Equal(["version", "numberOfRecords", "records", "nextRecordPosition", "echoedSearchRetrieveRequest"], one.Elements().Select(element => element.Name.LocalName));
        foreach (var (schema, root) in new[] { ("dc", "dc"), ("info:srw/schema/1/dc-v1.1", "dc"), ("st96", "PatentPublication"), ("zhishu", "record") })
        {
            var two = await AskAsync($"query={query}&maximumRecords=2&recordSchema={Uri.EscapeDataString(schema)}");
            Assert.Equal(Two + "searchRetrieveResponse", two.Name);
            Assert.Equal(one.Element(One + "numberOfRecords")!.Value, two.Element(Two + "numberOfRecords")!.Value);
            Assert.All(two.Descendants(Two + "recordData"), data => Assert.Equal(root, data.Elements().Single().Name.LocalName));
        }

        var escaped = await AskAsync($"version=1.2&operation=searchRetrieve&query={query}&maximumRecords=1&recordPacking=string");
        Assert.StartsWith("<srw_dc:dc", escaped.Descendants(One + "recordData").Single().Value, StringComparison.Ordinal);
        Assert.Empty((await AskAsync($"query={query}&maximumRecords=0")).Descendants(Two + "record"));
    }

    [Fact]
    public async Task Facets_are_counted_and_each_value_carries_the_query_that_gives_its_records()
    {
        var root = await AskAsync($"query={Uri.EscapeDataString("dc.title=电池")}&maximumRecords=0&facetLimit=3:dc.date,2:dc.coverage");
        var facets = root.Descendants().Where(element => element.Name.LocalName == "facet").ToList();
        Assert.Equal(["dc.date", "dc.coverage"], facets.Select(facet => facet.Elements().First(element => element.Name.LocalName == "index").Value));
        var term = facets[0].Descendants().First(element => element.Name.LocalName == "term");
        var narrowed = await AskAsync($"query={Uri.EscapeDataString(term.Elements().First(element => element.Name.LocalName == "query").Value)}&maximumRecords=0");
        Assert.Equal(term.Elements().First(element => element.Name.LocalName == "count").Value, narrowed.Element(Two + "numberOfRecords")!.Value);
    }

    [Fact]
    public async Task Scan_lists_terms_in_order_with_counts_that_searching_confirms()
    {
        var root = await AskAsync($"version=1.2&operation=scan&scanClause={Uri.EscapeDataString("zhishu.nc=1")}&maximumTerms=50&responsePosition=1");
        var terms = root.Descendants(One + "term").Select(term => (Value: term.Element(One + "value")!.Value, Count: term.Element(One + "numberOfRecords")!.Value)).ToList();
        Assert.Equal(terms.Select(term => term.Value).Order(StringComparer.Ordinal), terms.Select(term => term.Value));
        var found = await AskAsync($"query={Uri.EscapeDataString($"zhishu.nc={terms[0].Value}")}&maximumRecords=0");
        Assert.Equal(terms[0].Count, found.Element(Two + "numberOfRecords")!.Value);
        var around = (await AskAsync(
            $"version=1.2&operation=scan&scanClause={Uri.EscapeDataString($"zhishu.nc={terms[4].Value}")}&maximumTerms=3&responsePosition=2"))
            .Descendants(One + "value").Select(element => element.Value);
        Assert.Equal([terms[3].Value, terms[4].Value, terms[5].Value], around);
    }

    [Fact]
    public async Task Explain_names_only_what_works()
    {
        var root = await AskAsync("version=1.2&operation=explain");
        XNamespace zeerex = "http://explain.z3950.org/dtd/2.0/";
        foreach (var index in root.Descendants(zeerex + "index"))
        {
            var name = index.Descendants(zeerex + "name").Single();
            var whole = $"{(string?)name.Attribute("set")}.{name.Value}";
            var value = name.Value switch
            {
                "date" or "ad" or "pd" or "gd" or "ed" or "evd" => "2020",
                "subject" or "ic" or "mc" or "cpc" => "H01M",
                "nc" => "9",
                "coverage" or "rg" => "44",
                "type" => "patent",
                "ty" => "word",
                "of" => "CN",
                "identifier" or "an" or "pn" or "pr" or "ct" or "ctb" or "fm" => "CN202210000001",
                _ => "1"
            };
            Assert.Null(Diagnostic(await AskAsync($"query={Uri.EscapeDataString($"{whole}={value}")}&maximumRecords=0")));
            if ((string?)index.Attribute("scan") == "true")
                Assert.Null(Diagnostic(await AskAsync($"version=1.2&operation=scan&scanClause={Uri.EscapeDataString(whole)}")));
        }
    }

    [ClientFact("yaz-client", "-V")]
    public async Task Yaz_of_Debian_searches_and_scans()
    {
        var output = await ClientFactAttribute.RunAsync("zoomsh", [], $"set sru get\nset sru_version 1.2\nconnect {hub.Http.BaseAddress}sru\nsearch cql:dc.title=电池\nshow 0 2\nquit\n");
        Assert.Matches(@"[1-9][0-9]* hits", output);
        Assert.Equal(2, output.Split("<srw_dc:dc").Length - 1);
        output = await ClientFactAttribute.RunAsync("yaz-client", [], $"sru get 1.2\nopen {hub.Http.BaseAddress}sru\nquerytype cql\nfind dc.bogus=1\nscan zhishu.nc=1\nexplain\nquit\n");
        Assert.Contains("info:srw/diagnostic/1/16", output, StringComparison.Ordinal);
        Assert.Contains("Received SRW Scan Response", output, StringComparison.Ordinal);
        Assert.Contains("<indexInfo>", output, StringComparison.Ordinal);
    }
}
