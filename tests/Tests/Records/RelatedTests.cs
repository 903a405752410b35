using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>Families by the same priorities, and who cites a patent: kept with the records as they come, change and go.</summary>
[Collection(ServerCollection.Name)]
public sealed class RelatedTests(TestServer hub)
{
    private const string First =
        """{"kind":"patent","office":"CN","number":"201910000005.2","title":"一种隔膜","filingDate":"2019-01-02","publications":[{"number":"CN109900001B","date":"2021-01-05","grant":true}]}""";

    private static string Foreign(string number, string priority, string cited) =>
        $$"""{"kind":"patent","office":"US","number":"{{number}}","title":"Separator {{number}}","filingDate":"2019-12-02","priorities":["""
        + $$"""{"country":"CN","number":"{{priority}}","date":"2019-01-02"}],"citations":[{"text":"{{cited}}","patent":true}]}""";

    private static async Task<RelatedRecords> RelatedAsync(ScratchHub scratch, string number)
    {
        var stored = (await scratch.Records.FindAsync(RecordKind.Patent, number, CancellationToken.None))!;
        return await scratch.Records.RelatedAsync(stored.Id, stored.Record, 10, CancellationToken.None);
    }

    [Fact]
    public async Task The_same_priorities_are_a_family_and_citations_are_counted()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(
            scratch.File("a.jsonl",
            $"{First}\n{Foreign("16700001", "201910000005", "CN109900001A")}\n{Foreign("16700002", "201910000005.2", "US8926509B2")}\n{Foreign("16700003", "201910000006.7", "CN 109900001 B")}\n"));
        var first = await RelatedAsync(scratch, "201910000005.2");
        Assert.Equal(["16700001", "16700002"], first.Family.Select(stored => stored.Record.Number).Order());
        Assert.Equal(["16700001", "16700003"], first.Citing.Select(stored => stored.Record.Number).Order());
        Assert.Equal((2, 2), (first.CitedBy, first.FamilySize));
        Assert.Equal(0, (await RelatedAsync(scratch, "16700003")).FamilySize);

        // A version that cites another, and claims another priority.
        await scratch.ImportAsync(scratch.File("b.jsonl", Foreign("16700001", "201910000006.7", "US8926509B2") + "\n"));
        first = await RelatedAsync(scratch, "201910000005.2");
        Assert.Equal((1, 1), (first.CitedBy, first.FamilySize));
        Assert.Equal(["16700001"], (await RelatedAsync(scratch, "16700003")).Family.Select(stored => stored.Record.Number));
    }

    [Fact]
    public async Task Records_of_an_earlier_version_get_their_links_in_the_background()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("a.jsonl", $"{First}\n{Foreign("16700001", "201910000005", "CN109900001A")}\n"));
        await scratch.ScalarAsync<int>("delete from records.link; update records.linked set upto = '00000000-0000-0000-0000-000000000000'; select 1");
        Assert.Equal(0, (await RelatedAsync(scratch, "201910000005.2")).CitedBy);
        await using var connection = await scratch.Database.Source.OpenConnectionAsync();
        while (!await LinkTable.FillAsync(connection, 1, CancellationToken.None))
        {
        }

        var first = await RelatedAsync(scratch, "201910000005.2");
        Assert.Equal((1, 1), (first.CitedBy, first.FamilySize));
    }

    [Theory]
    [InlineData("CN", "201910000005.2", "CN201910000005")]
    [InlineData("CN", "201910000005", "CN201910000005")]
    [InlineData(null, "CN201910000005.2", "CN201910000005")]
    [InlineData("US", "62/123,456", "US62123456")]
    [InlineData("US", "US 201762123456 P", "US62123456")]
    [InlineData("US", "62123456", "US62123456")]
    [InlineData("EP", "11712345.6", "EP11712345")]
    [InlineData("EP", "20110712345", "EP11712345")]
    [InlineData("JP", "2005-123456", "JP2005123456")]
    [InlineData("JP", "特願2005-123456", "JP2005123456")]
    [InlineData("KR", "10-2005-0012345", "KR20050012345")]
    [InlineData("KR", "1020050012345", "KR20050012345")]
    [InlineData("DE", "10 2005 012 345.6", "DE102005012345")]
    [InlineData("WO", "PCT/CN2018/000001", "PCTCN2018000001")]
    public void A_priority_has_one_key_however_it_is_written(string? country, string number, string key) => Assert.Equal(key, RecordFamily.PriorityKey(country, number));

    [Fact]
    public async Task Claims_and_description_of_OPS_join_the_record_of_their_publication_in_either_order()
    {
        const string Text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">
            <ftxt:fulltext-documents xmlns="http://www.epo.org/fulltext" xmlns:ftxt="http://www.epo.org/fulltext">
            <ftxt:fulltext-document system="ops.epo.org">
            <bibliographic-data><publication-reference data-format="docdb">
            <document-id><country>EP</country><doc-number>2400001</doc-number><kind>A1</kind></document-id></publication-reference></bibliographic-data>
            {0}</ftxt:fulltext-document></ftxt:fulltext-documents></ops:world-patent-data>
            """;
        await using var scratch = await hub.ScratchAsync();
        var early = await scratch.ImportAsync(scratch.File("claims.xml",
            Text.Replace("{0}", "<claims lang=\"EN\"><claim><claim-text>1. A lens.</claim-text><claim-text>2. The lens of claim 1, of "
            + "glass.</claim-text></claim></claims>", StringComparison.Ordinal)));
        Assert.Equal((0, 0), (early.New, early.Refused));
        await scratch.ImportAsync(Path.Combine(AppContext.BaseDirectory, "cases", "epo-ops-biblio.xml"));
        await scratch.ImportAsync(scratch.File("description.xml", Text.Replace("{0}", "<description lang=\"EN\"><p>[0001]    The lens is round.</p></description>", StringComparison.Ordinal)));
        var legal = await scratch.ImportAsync(scratch.File("legal.xml", """
            <?xml version="1.0" encoding="UTF-8"?>
            <ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org"><ops:patent-family legal="true"><ops:family-member family-id="1">
            <publication-reference><document-id document-id-type="docdb"><country>EP</country><doc-number>2400001</doc-number><kind>A1</kind></document-id></publication-reference>
            <ops:legal code="PG25" desc="LAPSED IN A CONTRACTING STATE" infl="-">
            <ops:pre line="00001">EP 2020-01-02PG25 -LAPSED</ops:pre><ops:L007EP desc="Gazette DATE">2020-01-02</ops:L007EP></ops:legal>
            </ops:family-member></ops:patent-family></ops:world-patent-data>
            """));
        Assert.Equal((1, 0), (legal.Changed, legal.Refused));
        var stored = (await scratch.Records.FindAsync(RecordKind.Patent, "EP2400001A1", CancellationToken.None))!;
        var record = await scratch.Records.Texts.WholeAsync(stored.Record, CancellationToken.None);
        Assert.Equal([1, 2], record.Claims.Select(claim => claim.Number));
        Assert.Equal([1], record.Claims[1].DependsOn);
        Assert.Equal("The lens is round.", record.Description.Single().Text);
        var lapsed = record.Events.Single(one => one.Code == "PG25");
        Assert.Equal((new DateOnly(2020, 1, 2), EventCategory.Other), (lapsed.Date, lapsed.Category));
        Assert.NotEqual(LegalStatus.Ended, record.Status);
    }
}
