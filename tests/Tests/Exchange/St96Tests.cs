using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;
using Zhishu.Records.Standards;

namespace Zhishu.Tests.Exchange;

/// <summary>WIPO ST.96: what is written is read again; elements stand in the order of the schema.</summary>
[Collection(HubCollection.Name)]
public sealed class St96Tests(TestHub hub)
{
    [Theory]
    [InlineData("patent")]
    [InlineData("trademark")]
    [InlineData("gi")]
    [InlineData("layout")]
    public async Task What_is_written_is_read_again(string kind)
    {
        var page = await hub.Services.GetRequiredService<RecordStore>().PageAsync([RecordKinds.Parse(kind)!.Value], Guid.Empty, 300, CancellationToken.None);
        Assert.NotEmpty(page);
        foreach (var record in page.Select(stored => stored.Record))
        {
            var back = St96Xml.Read(XElement.Parse(St96Xml.ToElement(record).ToString()))!;
            Assert.Equal((record.Kind, record.Office, record.Number, record.Title, record.TitleEn), (back.Kind, back.Office, back.Number, back.Title, back.TitleEn));
            Assert.Equal((record.FilingDate, record.GrantDate, record.Abstract), (back.FilingDate, back.GrantDate, back.Abstract));
            Assert.Equal(record.Claims.Select(claim => (claim.Number, claim.Text)), back.Claims.Select(claim => (claim.Number, claim.Text)));
            Assert.Equal(record.Parties.Where(party => party.Role is PartyRole.Applicant).Select(party => (party.Name, party.Address)),
                back.Parties.Where(party => party.Role == PartyRole.Applicant).Select(party => (party.Name, party.Address)));
            string[] carried = kind == "patent" ? ["ipc", "cpc", "locarno", "uspc", "fi"] : ["nice"];
            Assert.Equal(record.Classifications.Where(symbol => carried.Contains(symbol.Scheme)).Select(symbol => symbol.Symbol).Order(), back.Classifications.Select(symbol => symbol.Symbol).Order());
            if (St96Xml.ToStatus(record) is { } status)
                Assert.Equal(record.Events.Where(legal => legal.Date is not null).Select(legal => (legal.Date, legal.Category, legal.Text)),
                    St96Reader.ReadStatus(status).Single().Events.Select(legal => (legal.Date, legal.Category, legal.Text)));
        }
    }

    [Fact]
    public void Elements_stand_in_the_order_of_the_schema()
    {
        var record = new IpRecord
        {
            Kind = RecordKind.Patent,
            Office = "CN",
            Number = "202210000001.0",
            Title = "一种盒",
            TitleEn = "A box",
            FilingDate = new(2022, 1, 4),
            Abstract = "盒",
            Publications = [new("CN114000001A", new(2022, 5, 1)), new("CN114000001B", new(2023, 5, 1), Grant: true)],
            Priorities = [new("US", "63/1", new(2021, 1, 1))],
            Classifications = [new("ipc", "B65D5/00", true)],
            Citations = [new("CN1A", true, "examiner"), new("某书", false)],
            Claims = [new(1, "一种盒。", [])],
            Family = ["US1A1"],
            Parties = [new(PartyRole.Applicant, "甲"), new(PartyRole.Inventor, "乙"), new(PartyRole.Owner, "甲"), new(PartyRole.Agency, "丙"), new(PartyRole.Examiner, "丁")],
            Events = [new(new(2022, 1, 4), EventCategory.Filing, "申请"), new(new(2023, 5, 1), EventCategory.Grant, "授权") { Standard = "F11" }],
        };
        var element = St96Xml.ToElement(record);
        Assert.Equal(["IPOfficeCode", "BibliographicData", "Claims", "Abstract"], element.Elements().Select(part => part.Name.LocalName));
        Assert.Equal(["PatentPublicationIdentification", "ApplicationIdentification", "PatentGrantIdentification", "PriorityClaimBag",
            "PatentClassificationBag", "InventionTitleBag", "ReferenceCitationBag", "ClaimTotalQuantity", "PartyBag", "PatentFamily"],
            element.Element(St96Names.Patent + "BibliographicData")!.Elements().Select(part => part.Name.LocalName));
        Assert.Equal("V6_0", (string?)element.Attribute(St96Names.Common + "st96Version"));
        var codes = St96Xml.ToStatus(record)!.Descendants(St96Names.Patent + "StatusEventCode").Select(code => string.Join('-', code.Elements().Select(part => part.Value)));
        Assert.Equal(["A-0-1-A10-A00", "A-1-4-F10-F11"], codes);
    }

    [Fact]
    public async Task Files_of_ST96_are_imported_and_what_is_too_long_or_broken_is_refused()
    {
        await using var scratch = await hub.ScratchAsync();
        var mark = St96Xml.ToElement(Some.Mark(1)).ToString();
        var report = await scratch.ImportAsync(scratch.File("a.xml",
            $"<Bag xmlns=\"urn:x\">{mark}{mark.Replace("70000001", "70000002", StringComparison.Ordinal)}<tmk:Trademark xmlns:tmk=\"{St96Names.Trademark}\"/></Bag>"));
        Assert.Equal((2L, 1L), (report.New, report.Refused));
        var stored = (await scratch.Records.FindAsync(RecordKind.Trademark, "70000002", CancellationToken.None))!.Record;
        Assert.Equal(("星河1", "word", "9"), (stored.Title, stored.Type, stored.Classifications.Single().Symbol));
        Assert.Equal(1L, (await scratch.ImportAsync(scratch.File("b.xml", mark[..(mark.Length / 2)]))).Refused);
        Assert.Equal(1L, (await scratch.ImportAsync(scratch.File("c.xml",
            mark.Replace("<tmk:GoodsServicesBag>", "<tmk:GoodsServicesBag>" + new string(' ', 20 << 20), StringComparison.Ordinal)))).Refused);
    }

    [Theory]
    [InlineData("A10", true)]
    [InlineData("F17", true)]
    [InlineData("F18", false)]
    [InlineData("I10", false)]
    [InlineData("A1", false)]
    public void Event_codes_are_checked(string code, bool known) => Assert.Equal(known, St27.IsCode(code));

    [Fact]
    public async Task Offices_kinds_of_documents_and_event_codes_are_checked_when_imported()
    {
        await using var scratch = await hub.ScratchAsync();
        var patent = new IpRecord
        {
            Kind = RecordKind.Patent,
            Office = "US",
            Number = "US9000001",
            Title = "Box",
            Parties = [new(PartyRole.Applicant, "A") { Country = "QQ" }],
            Events = [new(new(2020, 1, 1), EventCategory.Grant, "x") { Standard = "F99" }]
        };
        var report = await scratch.ImportAsync(scratch.File("a.jsonl", RecordJson.Write(patent) + "\n" + RecordJson.Write(patent with { Office = "QQ", Number = "QQ1" })));
        Assert.Equal((1L, 1L), (report.New, report.Refused));
        Assert.Equal(["country.unknown", "event.unknown", "office.unknown"],
            (await scratch.ScalarAsync<string>("select string_agg(distinct code, ' ' order by code) from records.refusal")).Split(' ').Where(code => code != "number.checkDigit"));
    }
}
