using System.IO.Compression;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;

namespace Zhishu.Tests.Search;

/// <summary>What is taken away comes back as it was, and others can read it.</summary>
[Collection(HubCollection.Name)]
public sealed class RoundTripTests(TestHub hub)
{
    // The demo set stays as it is: it is read once for all.
    private static Task<Dictionary<string, string>>? _originals;

    private RecordStore Store => hub.Services.GetRequiredService<RecordStore>();

    private async Task<string> ExportAsync(TempFolder folder, string format, string query)
    {
        var path = Path.Combine(folder.Path, "out." + format);
        await File.WriteAllBytesAsync(path, await hub.Http.GetByteArrayAsync($"/search/download?format={format}&{query}"));
        return path;
    }

    private static async Task<Dictionary<string, string>> RecordsAsync(RecordStore store)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var after = Guid.Empty;
        while (await store.PageAsync([], after, 500, CancellationToken.None) is { Count: > 0 } page)
        {
            foreach (var stored in page)
                found[$"{stored.Record.Kind} {stored.Record.Office} {stored.Record.Number}"] = RecordJson.Write(stored.Record);
            after = page[^1].Id;
        }

        return found;
    }

    [Theory]
    [InlineData("csv", "q=%E7%94%B5%E6%B1%A0%20%E9%9A%94%E8%86%9C&kind=patent")]
    [InlineData("xlsx", "q=%E7%94%B5%E6%B1%A0%20%E9%9A%94%E8%86%9C&kind=patent")]
    [InlineData("xml", "q=%E7%94%B5%E6%B1%A0%20%E9%9A%94%E8%86%9C&kind=patent")]
    [InlineData("jsonl", "q=%E7%94%B5%E6%B1%A0%20%E9%9A%94%E8%86%9C&kind=patent")]
    [InlineData("csv", "q=AD%3E%3D2024&kind=trademark&kind=gi&kind=layout")]
    [InlineData("xlsx", "q=AD%3E%3D2024&kind=trademark&kind=gi&kind=layout")]
    [InlineData("xml", "q=AD%3E%3D2024&kind=trademark&kind=gi&kind=layout")]
    [InlineData("csv", "q=AD%3E%3D2024&kind=trademark&lang=en")]
    public async Task What_is_taken_away_comes_back_byte_for_byte(string format, string query)
    {
        using var folder = new TempFolder();
        var path = await ExportAsync(folder, format, query);
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(path);
        Assert.Equal(0, report.Refused);
        Assert.True(report.New > 5, $"{report.New}");
        var originals = await (_originals ??= RecordsAsync(Store));
        Assert.All(await RecordsAsync(scratch.Records), pair => Assert.Equal(originals[pair.Key], pair.Value));

        // Where it came from, nothing changes.
        var again = await hub.Services.GetRequiredService<RecordImporter>().RunAsync(new([path]) { DryRun = true }, null, CancellationToken.None);
        Assert.Equal((0, 0, 0, report.New), (again.New, again.Changed, again.Refused, again.Same));
    }

    [Fact]
    public async Task What_somebody_edited_counts()
    {
        using var folder = new TempFolder();
        var path = await ExportAsync(folder, "csv", "q=PN%3DCN299011109U");
        var text = await File.ReadAllTextAsync(path);
        var original = (await Store.FindAsync(RecordKind.Patent, "CN299011109U", CancellationToken.None))!.Record;
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(scratch.File("edited.csv", text.Replace(original.Title, "改过的名称", StringComparison.Ordinal)));
        Assert.Equal((1, 0), (report.New, report.Refused));
        var record = Assert.Single(await scratch.Records.PageAsync([], Guid.Empty, 9, CancellationToken.None)).Record;
        Assert.Equal(("改过的名称", original.Number, original.FilingDate), (record.Title, record.Number, record.FilingDate));
        Assert.Equal(original.Publications.Select(publication => publication.Number), record.Publications.Select(publication => publication.Number));

        var xml = await File.ReadAllTextAsync(await ExportAsync(folder, "xml", "q=PN%3DCN299011109U"));
        var changed = new Regex(Regex.Escape(original.Title)).Replace(xml, "改过的名称", 1);
        await using var other = await hub.ScratchAsync();
        await other.ImportAsync(other.File("edited.xml", changed));
        Assert.Equal("改过的名称", Assert.Single(await other.Records.PageAsync([], Guid.Empty, 9, CancellationToken.None)).Record.Title);
    }

    [Fact]
    public async Task A_workbook_is_one_that_others_open()
    {
        using var folder = new TempFolder();
        var path = await ExportAsync(folder, "xlsx", "q=%E7%94%B5%E6%B1%A0%20%E9%9A%94%E8%86%9C&kind=patent");
        using (var document = SpreadsheetDocument.Open(path, isEditable: false))
            Assert.Empty(new OpenXmlValidator().Validate(document).Select(error => $"{error.Path?.XPath} {error.Description}").Take(5));
        using var zip = ZipFile.OpenRead(path);
        using var reader = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var sheet = await reader.ReadToEndAsync();
        Assert.Contains("<row r=\"1\"", sheet, StringComparison.Ordinal);
        Assert.Contains("<c r=\"A1\" s=\"1\"", sheet, StringComparison.Ordinal);
        Assert.Matches("<c r=\"I2\" s=\"2\"><v>\\d{5}</v>", sheet);
        Assert.Contains("state=\"frozen\"", sheet, StringComparison.Ordinal);
        Assert.Matches("<autoFilter ref=\"A1:[A-Z]+\\d+\"", sheet);
    }

    [Theory]
    [InlineData("ris")]
    [InlineData("bib")]
    public async Task References_come_back_with_number_people_and_address(string format)
    {
        using var folder = new TempFolder();
        var path = await ExportAsync(folder, format, "q=PN%3DCN299011109U");
        var text = await File.ReadAllTextAsync(path);
        Assert.Matches(@"https?://\S+/records/patent/", text);
        Assert.Contains("CN299011109U", text, StringComparison.Ordinal);
        var original = (await Store.FindAsync(RecordKind.Patent, "CN299011109U", CancellationToken.None))!.Record;
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(path);
        Assert.Equal((1, 0), (report.New, report.Refused));
        var record = Assert.Single(await scratch.Records.PageAsync([], Guid.Empty, 9, CancellationToken.None)).Record;
        Assert.Equal(original.Title, record.Title);
        Assert.Equal(original.Parties.Where(party => party.Role == PartyRole.Inventor).Select(party => party.Name).Distinct(),
            record.Parties.Where(party => party.Role == PartyRole.Inventor).Select(party => party.Name));
        Assert.Contains(record.Publications, publication => publication.Number == "CN299011109U");
    }

    [Fact]
    public async Task BibTeX_of_others_is_read_and_what_is_no_patent_is_told_of()
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(scratch.File("refs.bib", """
            @comment{not read}
            @article{a1, title={Not a patent}, author={Doe, J.}, year=2010}
            @patent{p1,
              title = {Separator for {Li}-ion cells with 5\% of Al\_2O\_3 \& more},
              author = {M{\"u}ller, J{\"u}rgen and Doe, Jane},
              holder = {Example and Sons},
              number = {US 9,254,383 B2},
              year = 2016, month = feb, day = 9,
              keywords = {H01M10/0525, H01M50/409}
            }
            @patent{p2, title="没有结束", number={CN1
            """));
        Assert.Equal((1, 2), (report.New, report.Refused));
        var record = Assert.Single(await scratch.Records.PageAsync([], Guid.Empty, 9, CancellationToken.None)).Record;
        Assert.Equal(("US", "Separator for Li-ion cells with 5% of Al_2O_3 & more"), (record.Office, record.Title));
        Assert.Equal(new Publication("US9254383B2", new DateOnly(2016, 2, 9), true), Assert.Single(record.Publications));
        Assert.Equal(["Müller, Jürgen", "Doe, Jane"], record.Parties.Where(party => party.Role == PartyRole.Inventor).Select(party => party.Name));
    }
}
