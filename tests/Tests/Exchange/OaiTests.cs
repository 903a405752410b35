using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Exchange.Feed;
using Zhishu.Exchange.Oai;
using Zhishu.Records;

namespace Zhishu.Tests.Exchange;

/// <summary>OAI-PMH 2.0 from its specification: verbs, lists, errors; and a client that others wrote.</summary>
[Collection(HubCollection.Name)]
public sealed class OaiTests(TestHub hub) : IAsyncLifetime
{
    private static readonly XNamespace Oai = OaiNames.Pmh;

    public Task InitializeAsync() => hub.Services.GetRequiredService<ItemFollower>().CatchUpAsync(CancellationToken.None);

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<XElement> AskAsync(string query, string? address = null)
    {
        using var response = address is null ? await hub.Http.GetAsync("/oai?" + query) : await new HttpClient().GetAsync(address + "/oai?" + query);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/xml", response.Content.Headers.ContentType!.MediaType);
        return XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
    }

    private async Task<string?> ErrorAsync(string query, string? address = null) => (string?)(await AskAsync(query, address)).Element(Oai + "error")?.Attribute("code");

    [Theory]
    [InlineData("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={0}")]
    [InlineData("/oai?verb=GetRecord&metadataPrefix={0}&identifier=x")]
    [InlineData("/oai?verb=ListRecords&metadataPrefix=oai_dc&from={0}")]
    [InlineData("/oai?verb=ListRecords&resumptionToken={0}")]
    [InlineData("/oai?verb={0}")]
    [InlineData("/oai?verb=Identify&{0}=1")]
    [InlineData("/sru?version=1.2&operation=searchRetrieve&query={0}")]
    [InlineData("/sru?version=1.2&operation={0}")]
    [InlineData("/sru?version={0}&operation=explain")]
    [InlineData("/sru?version=1.2&operation=searchRetrieve&query=a&{0}=1")]
    [InlineData("/sru?version=2.0&operation=scan&scanClause=dc.title={0}")]
    [InlineData("/search.atom?q={0}")]
    [InlineData("/resources.atom?kind={0}")]
    [InlineData("/filings.atom?region={0}")]
    public async Task Nothing_asked_makes_an_answer_that_no_parser_reads(string path)
    {
        foreach (var bad in new[] { "%00", "%01", "%0B", "%1F", "%EF%BF%BE", "%EF%BF%BF", "%ED%A0%80", "a%00b" })
        {
            using var answer = await hub.Http.GetAsync(string.Format(CultureInfo.InvariantCulture, path, bad));
            Assert.True((int)answer.StatusCode < 500, $"{path} {bad}: {answer.StatusCode}");
            if (answer.Content.Headers.ContentType?.MediaType?.EndsWith("xml", StringComparison.Ordinal) == true)
                _ = XDocument.Parse(await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Identify_tells_what_the_schema_asks_for()
    {
        var root = await AskAsync("verb=Identify");
        Assert.Equal("Identify", (string?)root.Element(Oai + "request")!.Attribute("verb"));
        var names = root.Element(Oai + "Identify")!.Elements().Select(element => element.Name.LocalName).ToList();
        Assert.Equal(["repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord", "granularity", "compression",
            "compression", "description", "description"], names);
        Assert.Equal("persistent", root.Descendants(Oai + "deletedRecord").Single().Value);
        Assert.Equal("YYYY-MM-DDThh:mm:ssZ", root.Descendants(Oai + "granularity").Single().Value);
        Assert.Matches(@"^\S+@(\S+\.)+\S+$", root.Descendants(Oai + "adminEmail").Single().Value);
        Assert.Matches(@"^[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+$", root.Descendants(OaiNames.Identifier + "repositoryIdentifier").Single().Value);
    }

    [Theory]
    [InlineData("", "badVerb")]
    [InlineData("verb=Nonsense", "badVerb")]
    [InlineData("verb=Identify&verb=Identify", "badVerb")]
    [InlineData("verb=Identify&x=1", "badArgument")]
    [InlineData("verb=ListRecords", "badArgument")]
    [InlineData("verb=GetRecord&metadataPrefix=oai_dc", "badArgument")]
    [InlineData("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument")]
    [InlineData("verb=ListRecords&metadataPrefix=oai_dc&from=2020-13-01", "badArgument")]
    [InlineData("verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&until=2020-01-02T00:00:00Z", "badArgument")]
    [InlineData("verb=ListRecords&metadataPrefix=oai_dc&from=2021-01-01&until=2020-01-01", "badArgument")]
    [InlineData("verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01T00:00:00", "badArgument")]
    [InlineData("verb=ListRecords&metadataPrefix=oai_dc&set=a%20b", "badArgument")]
    [InlineData("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument")]
    [InlineData("verb=ListRecords&resumptionToken=x", "badResumptionToken")]
    [InlineData("verb=ListSets&resumptionToken=x", "badResumptionToken")]
    [InlineData("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat")]
    [InlineData("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:elsewhere.org:1", "idDoesNotExist")]
    [InlineData("verb=ListMetadataFormats&identifier=nonsense", "idDoesNotExist")]
    [InlineData("verb=ListRecords&metadataPrefix=oai_dc&until=1990-01-01", "noRecordsMatch")]
    [InlineData("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch")]
    public async Task Errors_have_the_codes_of_the_specification(string query, string code) => Assert.Equal(code, await ErrorAsync(query));

    [Fact]
    public async Task A_format_that_a_record_has_not_is_told_and_patents_have_their_legal_status()
    {
        var mark = (await AskAsync("verb=ListIdentifiers&metadataPrefix=oai_dc&set=trademark")).Descendants(Oai + "identifier").First().Value;
        Assert.Equal("cannotDisseminateFormat", await ErrorAsync($"verb=GetRecord&metadataPrefix=st96_status&identifier={mark}"));
        Assert.DoesNotContain("st96_status", (await AskAsync($"verb=ListMetadataFormats&identifier={mark}")).Descendants(Oai + "metadataPrefix").Select(element => element.Value));
        var patent = await AskAsync("verb=ListRecords&metadataPrefix=st96_status&set=patent");
        Assert.Contains(patent.Descendants(), element => element.Name.LocalName == "KeyEventCode" && element.Value == "A10");
    }

    [Theory]
    [InlineData("oai_dc", "region:44")]
    [InlineData("st96", "gi")]
    [InlineData("zhishu", "ipc:H:H01:H01M")]
    public async Task A_list_is_read_to_its_end_with_each_record_once(string prefix, string set)
    {
        var identifiers = new List<string>();
        var (query, total, pages) = ($"verb=ListRecords&metadataPrefix={prefix}&set={set}", 0L, 0);
        for (; ; pages++)
        {
            var root = await AskAsync(query);
            var headers = root.Descendants(Oai + "header").ToList();
            identifiers.AddRange(headers.Select(header => header.Element(Oai + "identifier")!.Value));
            Assert.All(headers, header => Assert.Contains(header.Elements(Oai + "setSpec"), spec => spec.Value == set || spec.Value.StartsWith(set + ":", StringComparison.Ordinal)));
            var token = root.Descendants(Oai + "resumptionToken").SingleOrDefault();
            if (token is null)
                break;
            Assert.Equal(pages * 250L, (long)token.Attribute("cursor")!);
            total = (long)token.Attribute("completeListSize")!;
            if (token.Value.Length == 0)
                break;

            // The same token gives the same page again.
            var again = await AskAsync("verb=ListRecords&resumptionToken=" + Uri.EscapeDataString(token.Value));
            query = "verb=ListRecords&resumptionToken=" + Uri.EscapeDataString(token.Value);
            Assert.Equal(again.Descendants(Oai + "identifier").Select(element => element.Value), (await AskAsync(query)).Descendants(Oai + "identifier").Select(element => element.Value));
        }

        Assert.Equal(identifiers.Count, identifiers.Distinct().Count());
        Assert.True(pages == 0 || total == identifiers.Count, $"{total} told, {identifiers.Count} given");
        Assert.NotEmpty(identifiers);
    }

    [Fact]
    public async Task Sets_are_listed_in_pages_and_answers_are_packed_and_posts_are_read()
    {
        var first = await AskAsync("verb=ListSets");
        var token = first.Descendants(Oai + "resumptionToken").Single();
        Assert.Equal(500, first.Descendants(Oai + "set").Count());
        var second = await AskAsync("verb=ListSets&resumptionToken=" + Uri.EscapeDataString(token.Value));
        Assert.Equal(500L, (long)second.Descendants(Oai + "resumptionToken").Single().Attribute("cursor")!);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/oai?verb=ListSets") { Headers = { { "Accept-Encoding", "gzip" } } };
        using var packed = await hub.Http.SendAsync(request);
        Assert.Equal("gzip", packed.Content.Headers.ContentEncoding.Single());

        using var posted = await hub.Http.PostAsync("/oai", new FormUrlEncodedContent([new("verb", "Identify")]));
        Assert.Contains("<Identify>", await posted.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_and_deletions_come_with_later_datestamps_and_a_list_under_way_stays_whole()
    {
        await using var live = await LiveHub.StartAsync(hub, "甲");
        await live.ImportAsync([.. Enumerable.Range(0, 600).Select(i => Some.Mark(i))]);
        await Task.Delay(1100);
        var first = await AskAsync("verb=ListRecords&metadataPrefix=zhishu", live.Address);
        var began = first.Element(Oai + "responseDate")!.Value;
        var seen = first.Descendants(Oai + "identifier").Select(element => element.Value).ToHashSet();

        // While the list is read, records of its rest are changed, deleted, added.
        await Task.Delay(1100);
        await live.ImportAsync(Some.Mark(599, "银河"), Some.Mark(700));
        await live.DeleteAsync(new RecordKey(RecordKind.Trademark, "CN", "70000598"));
        for (var token = first.Descendants(Oai + "resumptionToken").Single().Value; token.Length > 0;)
        {
            var page = await AskAsync("verb=ListRecords&resumptionToken=" + Uri.EscapeDataString(token), live.Address);
            Assert.All(page.Descendants(Oai + "identifier"), element => Assert.True(seen.Add(element.Value), element.Value));
            token = page.Descendants(Oai + "resumptionToken").SingleOrDefault()?.Value ?? "";
        }

        var next = await AskAsync($"verb=ListRecords&metadataPrefix=zhishu&from={began}", live.Address);
        var changed = next.Descendants(Oai + "header").ToDictionary(header => header.Element(Oai + "identifier")!.Value.Split('/')[^1], header => (string?)header.Attribute("status"));
        foreach (var identifier in changed.Keys)
            seen.Add(next.Descendants(Oai + "identifier").First(element => element.Value.EndsWith(identifier, StringComparison.Ordinal)).Value);
        Assert.Equal("deleted", changed["70000598"]);
        Assert.Null(changed["70000599"]);
        Assert.Null(changed["70000700"]);
        Assert.Equal(601, seen.Count);

        var gone = next.Descendants(Oai + "identifier").First(element => element.Value.EndsWith("/70000598", StringComparison.Ordinal)).Value;
        Assert.Equal("noMetadataFormats", await ErrorAsync($"verb=ListMetadataFormats&identifier={gone}", live.Address));
        Assert.Equal("deleted", (string?)(await AskAsync($"verb=GetRecord&metadataPrefix=oai_dc&identifier={gone}", live.Address)).Descendants(Oai + "header").Single().Attribute("status"));
    }

    [Fact]
    public async Task Nothing_appears_behind_a_datestamp_that_was_told()
    {
        await using var live = await LiveHub.StartAsync(hub, "甲");
        var seen = new HashSet<string>();
        var from = "2020-01-01T00:00:00Z";
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
                await live.ImportAsync([.. Enumerable.Range(i * 20, 20).Select(n => Some.Mark(n))]);
            await stop.CancelAsync();
        });

        // A harvester that only ever asks for what is new since the answer before sees everything.
        for (var last = false; !last;)
        {
            last = stop.IsCancellationRequested;
            string? token = null;
            do
            {
                var page = await AskAsync(token is null ? $"verb=ListIdentifiers&metadataPrefix=oai_dc&from={from}"
                    : "verb=ListIdentifiers&resumptionToken=" + Uri.EscapeDataString(token), live.Address);
                if (token is null)
                    from = page.Element(Oai + "responseDate")!.Value;
                foreach (var identifier in page.Descendants(Oai + "identifier"))
                    seen.Add(identifier.Value);
                token = page.Descendants(Oai + "resumptionToken").SingleOrDefault()?.Value is { Length: > 0 } next ? next : null;
            }
            while (token is not null);
        }

        await writing;
        Assert.Equal(1200, seen.Count);
    }

    [ClientFact("perl", "-MHTTP::OAI", "-e", "1")]
    public async Task A_client_of_Debian_reads_the_repository()
    {
        const string Script = """
            use HTTP::OAI; my $h = HTTP::OAI::Harvester->new(baseURL => $ARGV[0]); my $n = 0;
            my $id = $h->Identify; die $id->message if $id->is_error; print $id->protocolVersion, " ";
            my $r = $h->ListRecords(metadataPrefix => 'oai_dc', set => 'gi', onRecord => sub { $n++ if $_[0]->metadata }); die $r->message if $r->is_error; print "$n ";
            my $b = $h->GetRecord(identifier => 'oai:x.y:z', metadataPrefix => 'oai_dc'); print map { $_->code } $b->errors;
            """;
        Assert.Equal("2.0 500 idDoesNotExist", await ClientFactAttribute.RunAsync("perl", ["-e", Script, hub.Http.BaseAddress + "oai"], null));
    }
}

/// <summary>A test that needs a program of others; ./test installs it.</summary>
public sealed class ClientFactAttribute : FactAttribute
{
    public ClientFactAttribute(string program, params string[] probe)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, probe) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            if (process.ExitCode != 0)
                Skip = $"{program} is not installed";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip = $"{program} is not installed";
        }
    }

    public static async Task<string> RunAsync(string program, string[] arguments, string? input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8
        })!;
        if (input is not null)
            await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim();
    }
}
