using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>Documents of the USPTO in which something was misread once, and what must come of them.</summary>
[Collection(ServerCollection.Name)]
public sealed class UsptoCaseTests(TestServer hub)
{
    private static string Case(string file) => Path.Combine(AppContext.BaseDirectory, "cases", file);

    private async Task<IpRecord> OneAsync(string file)
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(Case(file));
        Assert.Equal((1, 0), (report.New, report.Refused));
        return Assert.Single(await scratch.Records.PageAsync([], Guid.Empty, 10, CancellationToken.None)).Record;
    }

    [Fact]
    public async Task The_number_of_an_application_is_never_that_of_a_patent()
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(Case("collide-a.xml"), Case("collide-b.xml"));
        Assert.Equal((2, 0), (report.New, report.Refused));
        var joined = await scratch.ImportAsync(Case("collide-c.csv"));
        Assert.Equal((0, 1, 0), (joined.New, joined.Changed, joined.Refused));
        async Task<string?> TitleAsync(string number) => (await scratch.Records.FindAsync(RecordKind.Patent, number, CancellationToken.None))?.Record.Title;
        foreach (var number in new[] { "09832001", "09/832,001", "US 09/832,001", "US09-832001", "US 6,900,001 B2" })
            Assert.Equal("Old modem", await TitleAsync(number));
        foreach (var number in new[] { "US9832001", "US 9,832,001 B2", "US09832001", "14/900,002", "14900002" })
            Assert.Equal("New drone", await TitleAsync(number));

        var old = (await scratch.Records.FindAsync(RecordKind.Patent, "09832001", CancellationToken.None))!.Record;
        Assert.Equal((new DateOnly(2005, 2, 22), "/records/patent/US09-832001", "US09/832,001"), (old.GrantDate, RecordLinks.To(old), RecordNumber.Show(old.Kind, old.Office, old.Number)));

        // Out and in again it is the same.
        var lines = (await scratch.Records.PageAsync([], Guid.Empty, 10, CancellationToken.None)).Select(stored => RecordJson.Write(stored.Record) + "\n");
        var again = await scratch.ImportAsync(scratch.File("again.jsonl", string.Concat(lines)));
        Assert.Equal((0, 0, 2), (again.New, again.Changed, again.Same));
    }

    [Fact]
    public async Task What_was_searched_is_no_class_of_the_patent_and_names_are_whole()
    {
        var record = await OneAsync("us-v40-field-of-search.xml");
        Assert.Equal(["2/16", "602/62"], record.Classifications.Where(symbol => symbol.Scheme == "uspc").Select(symbol => symbol.Symbol));
        Assert.Equal("Ann R. Example Jr.", Assert.Single(record.Parties, party => party.Role == PartyRole.Inventor).Name);
        Assert.Equal(LegalStatus.Unknown, record.Status);
    }

    [Fact]
    public async Task What_stands_high_or_low_stays_there_and_parts_stay_apart()
    {
        var record = await OneAsync("chem.xml");
        Assert.Equal("Separator of Al₂O₃ and method", record.Title);
        Assert.Equal("First paragraph. Second with 5×10⁻³ mol.", record.Abstract);
        Assert.Equal("A battery comprising: a separator of Al₂O₃ with 10⁶ pores per cm²; an electrolyte of LiPF₆, where x²=4", record.Claims[0].Text);
        Assert.Equal([1], record.Claims[1].DependsOn);
        Assert.Equal(["Jürgen Müller Jr.", "AT&T Labs"], record.Parties.Where(party => party.Role == PartyRole.Inventor).Select(party => party.Name));
    }

    [Fact]
    public async Task A_reissue_names_what_it_reissues()
    {
        var record = await OneAsync("reissue.xml");
        var related = Assert.Single(record.Related);
        Assert.Equal(("reissue", "US8012345", new DateOnly(2011, 9, 6)), (related.Kind, related.Number, related.Date));
        Assert.Equal("reissue", record.Extra["appl-type"]);
    }

    [Fact]
    public async Task Documents_that_do_not_end_in_a_line_and_claims_that_were_cancelled_together()
    {
        await using var scratch = await hub.ScratchAsync();
        var one = await File.ReadAllTextAsync(Case("reissue.xml"));
        var two = (await File.ReadAllTextAsync(Case("chem.xml"))).Replace("id=\"CLM-00001\" num=\"00001\"", "id=\"CLM-00001\" num=\"00001-00020\"", StringComparison.Ordinal)
            .Replace("num=\"00002\"", "num=\"00021\"", StringComparison.Ordinal);
        var report = await scratch.ImportAsync(scratch.File("bulk.xml", one.TrimEnd() + two.TrimEnd() + "   " + await File.ReadAllTextAsync(Case("collide-a.xml"))));
        Assert.Equal((3, 0), (report.New, report.Refused));
        var claims = (await scratch.Records.FindAsync(RecordKind.Patent, "US10000001B2", CancellationToken.None))!.Record.Claims;
        Assert.Equal(Enumerable.Range(1, 21), claims.Select(claim => claim.Number));
    }
}
