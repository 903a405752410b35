using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>One document of each kind that offices give, and what must come of it.</summary>
[Collection(ServerCollection.Name)]
public sealed class SourceCaseTests(TestServer hub)
{
    private static string Case(string file) => Path.Combine(AppContext.BaseDirectory, "cases", file);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", null);

    private static async Task<List<IpRecord>> AllAsync(ScratchHub scratch)
    {
        var stored = await scratch.Records.PageAsync([], Guid.Empty, 50, CancellationToken.None);
        return [.. (await scratch.Records.Texts.WholeAsync(stored, CancellationToken.None)).Select(one => one.Record)];
    }

    private async Task<IpRecord> OneAsync(string file)
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(Case(file));
        Assert.Equal((1, 0), (report.New, report.Refused));
        var again = await scratch.ImportAsync(scratch.File("again" + Path.GetExtension(file), await File.ReadAllTextAsync(Case(file)) + "\n"));
        Assert.Equal((0, 0, 0), (again.New, again.Changed, again.Refused));
        return Assert.Single(await AllAsync(scratch));
    }

    private static IEnumerable<string> Names(IpRecord record, PartyRole role) => record.Parties.Where(party => party.Role == role).Select(party => party.Name);

    private static IEnumerable<string> Symbols(IpRecord record, string scheme) => record.Classifications.Where(symbol => symbol.Scheme == scheme).Select(symbol => symbol.Symbol);

    [Fact]
    public async Task National_full_text_is_whole()
    {
        var record = await OneAsync("cn-full-text.xml");
        Assert.Equal(("CN", "2019100000052", "一种锂电池隔膜及其制备方法", "invention"), (record.Office, record.Number, record.Title, record.Type));
        Assert.Equal((Day("2019-01-02"), Day("2026-01-06"), LegalStatus.Unknown), (record.FilingDate, record.GrantDate, record.Status));
        Assert.Equal(new Publication("CN109900001B", Day("2026-01-06"), true), Assert.Single(record.Publications));
        Assert.Equal(["H01M10/0525", "H01M50/409"], Symbols(record, "ipc"));
        Assert.True(record.Classifications[0].Main);
        Assert.Equal(["示例新材料有限公司", "示例大学"], Names(record, PartyRole.Applicant));
        Assert.Equal(["张某", "李某"], Names(record, PartyRole.Inventor));
        Assert.Equal(["王某"], Names(record, PartyRole.Agent));
        Assert.Equal(["示例专利代理事务所(普通合伙)"], Names(record, PartyRole.Agency));
        Assert.Equal(["赵某"], Names(record, PartyRole.Examiner));
        Assert.Equal(("41100", "410105"), (record.Extra["代理机构代码"], record.Region));
        Assert.Equal(new Priority("JP", "2018-001234", Day("2018-01-09")), Assert.Single(record.Priorities));
        Assert.Equal(["CN101000001A", "示例作者，《示例期刊》，2017年第3期。"], record.Citations.Select(citation => citation.Text));
        Assert.Equal("一种隔膜，厚度为 5×10⁻⁶m，含 Al₂O₃，温度 ≥60°C，系数 α&unknown;。", record.Abstract);
        Assert.Equal([(1, "一种锂电池隔膜，其特征在于，包括： 基膜；以及涂层。"), (2, "根据权利要求1所述的隔膜，其特征在于，涂层为氧化铝。"), (3, "一种制备权利要求1至2中任一项所述隔膜的方法。")],
            record.Claims.Select(claim => (claim.Number, claim.Text)));
        Assert.Equal(["", "1", "1,2"], record.Claims.Select(claim => string.Join(',', claim.DependsOn)));
        Assert.Equal(
            [
                new("heading", "技术领域"), new("paragraph", "本发明涉及锂电池。") { Number = "0001" }, new("heading", "背景技术"), new("paragraph", "现有隔膜耐热性不足。"), new("heading", "发明内容"),
                new("paragraph", "其配比见表：") { Number = "0003" }, new("table", "组分\t份\nAl₂O₃\t30"), new("paragraph", "搅拌后涂布。"), new("heading", "附图说明"),
                new("paragraph", "图1为结构示意图。") { Number = "0004" }, new("heading", "具体实施方式"), new("paragraph", "实施例一。") { Number = "0005" }, new DescriptionPart("image", "HDA0000000001.JPG"),
            ], record.Description);
    }

    [Fact]
    public async Task A_national_design_in_another_encoding_than_it_says_is_read()
    {
        var record = await OneBytesAsync("cn-design.xml");
        Assert.Equal(("2019300000056", "茶壶（镕刻）", "design", "上海市嘉定区"), (record.Number, record.Title, record.Type, record.Parties[0].Address));
        Assert.Equal(["07-01"], Symbols(record, "locarno"));
        Assert.Equal(["陈某"], Names(record, PartyRole.Inventor));
        Assert.Equal("1.产品名称：茶壶。2.用途：泡茶。", record.Abstract);
        Assert.True(Assert.Single(record.Publications).Grant);
    }

    private async Task<IpRecord> OneBytesAsync(string file)
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(Case(file));
        Assert.Equal((1, 0), (report.New, report.Refused));
        return Assert.Single(await AllAsync(scratch));
    }

    [Fact]
    public async Task Older_full_text_has_its_headings_and_claims()
    {
        var record = await OneAsync("cn-old.xml");
        Assert.Equal(("2006100000091", "invention", Day("2007-07-18")), (record.Number, record.Type, record.PublicationDate));
        Assert.Equal(["示例药业"], Names(record, PartyRole.Applicant));
        Assert.Equal(["孙某"], Names(record, PartyRole.Inventor));
        Assert.Equal(["技术领域", "背景技术"], record.Description.Where(part => part.Kind == "heading").Select(part => part.Text));
        Assert.Equal([(1, ""), (2, "1")], record.Claims.Select(claim => (claim.Number, string.Join(',', claim.DependsOn))));
        Assert.Equal("如权利要求1所述的组合物。", record.Claims[1].Text);
    }

    [Fact]
    public async Task Legal_status_waits_for_its_patent_and_tells_who_owns_it()
    {
        await using var scratch = await hub.ScratchAsync();
        var early = await scratch.ImportAsync(Case("prs.xml"));
        Assert.Equal((0, 0), (early.New, early.Refused));
        Assert.Contains("4 条", Assert.Single(early.Notes).Text.Zh, StringComparison.Ordinal);
        await scratch.ImportAsync(Case("cn-full-text.xml"));
        var record = Assert.Single(await AllAsync(scratch));
        Assert.Equal((LegalStatus.InForce, "授权"), (record.Status, record.StatusText));
        Assert.Equal(["示例能源有限公司"], Names(record, PartyRole.Owner));
        Assert.Equal(["示例新材料有限公司", "示例大学"], Names(record, PartyRole.Applicant));
        Assert.Single(record.Events, legal => legal.Text == "授权");
        var transfer = Assert.Single(record.Events, legal => legal.Code == "TR01");
        Assert.Equal(("2026-06-20", "专利权人", "示例新材料有限公司", "示例能源有限公司"), (transfer.Details["effective"], transfer.Details["matter"], transfer.Details["from"], transfer.Details["to"]));
        var licence = Assert.Single(record.Events, legal => legal.Code == "EE01");
        Assert.Equal(("X2026980001234", "普通许可", "2026-07-01", EventCategory.Licence), (licence.Details["contract"], licence.Details["licence"], licence.Details["effective"], licence.Category));

        // Nothing twice.
        var again = await scratch.ImportAsync(scratch.File("again.xml", await File.ReadAllTextAsync(Case("prs.xml")) + "\n"));
        Assert.Equal((0, 0), (again.New, again.Changed));
        Assert.Equal(RecordJson.Write(record), RecordJson.Write(Assert.Single(await AllAsync(scratch))));

        // The other patent comes: it has ended before it was known here.
        await scratch.ImportAsync(scratch.File("other.csv", "申请号,专利名称\n201920000006.3,一种电池\n"));
        var other = (await AllAsync(scratch)).Single(one => one.Number == "2019200000063");
        Assert.Equal((LegalStatus.Ended, Day("2024-01-03")), (other.Status, other.ExpiryDate));
    }

    [Fact]
    public async Task What_a_source_takes_back_is_gone()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(Case("cn-full-text.xml"), Case("prs.xml"));
        var text = await File.ReadAllTextAsync(Case("prs.xml"));
        var withdrawn = await scratch.ImportAsync(scratch.File("back.xml", text.Replace("PRSID=\"2\" status=\"C\"", "PRSID=\"2\" status=\"D\"", StringComparison.Ordinal)));
        Assert.Equal((1, 0), (withdrawn.Changed, withdrawn.Refused));
        Assert.DoesNotContain(Assert.Single(await AllAsync(scratch)).Events, legal => legal.Code == "TR01");
        var document = await File.ReadAllTextAsync(Case("cn-full-text.xml"));
        var deleted = await scratch.ImportAsync(scratch.File("gone.xml", document.Replace("status=\"C\"", "status=\"D\"", StringComparison.Ordinal)));
        Assert.Equal((1, 0), (deleted.Changed, deleted.Refused));
        Assert.Empty(await AllAsync(scratch));
        Assert.True((await scratch.Records.ChangesAsync(0, 100, CancellationToken.None))[^1].Deleted);
    }

    [Fact]
    public async Task A_national_mark_has_its_owner_after_transfer()
    {
        var record = await OneAsync("cn-trademark.xml");
        Assert.Equal((RecordKind.Trademark, "12345678", "示例山", LegalStatus.InForce, Day("2024-08-06")), (record.Kind, record.Number, record.Title, record.Status, record.ExpiryDate));
        Assert.Equal(["30"], Symbols(record, "nice"));
        Assert.Equal("茶；茶饮料", record.Abstract);
        Assert.Equal(["示例茶业有限公司"], Names(record, PartyRole.Applicant));
        Assert.Equal(["新示例茶业有限公司"], Names(record, PartyRole.Owner));
        Assert.Equal("示例食品厂", record.Events.Single(legal => legal.Category == EventCategory.Licence).Details["to"]);
    }

    [Fact]
    public async Task European_full_text_and_what_the_office_exchanges()
    {
        var full = await OneAsync("ep.xml");
        Assert.Equal(("EP", "EP19000001", "SEPARATOR"), (full.Office, full.Number, full.Title));
        Assert.Equal("EP3500001B1", Assert.Single(full.Publications).Number);
        var exchange = await OneAsync("epo-ops-biblio.xml");
        Assert.Equal(("EP10700001", "EXAMPLE", Day("2010-05-27")), (exchange.Number, exchange.Title, exchange.FilingDate));
        Assert.Equal("BEISPIEL", Assert.Single(exchange.Translations, translation => translation.Language == "de").Title);
        Assert.Equal(new Publication("EP2400001A1", Day("2011-12-28")), Assert.Single(exchange.Publications));
        Assert.Equal(["H04W84/20"], Symbols(exchange, "ipc"));
        var applicant = Assert.Single(exchange.Parties, party => party.Role == PartyRole.Applicant);
        Assert.Equal(("EXAMPLE CO., LTD", "CN"), (applicant.Name, applicant.Country));
        Assert.Equal(["LI SI"], Names(exchange, PartyRole.Inventor));
        Assert.Equal(new Priority("CN", "CN20090100001", Day("2009-05-27")), Assert.Single(exchange.Priorities));
        Assert.Equal(("An example.", "43000001"), (exchange.Abstract, exchange.Extra["family-id"]));
    }

    [Fact]
    public async Task American_documents_of_all_eras()
    {
        var application = await OneAsync("us-2001-application-v15.xml");
        Assert.Equal(("09600001", "Example device", Day("2000-11-01")), (application.Number, application.Title, application.FilingDate));
        Assert.Equal("US20010000001A1", Assert.Single(application.Publications).Number);
        Assert.Equal(["Ann Example"], Names(application, PartyRole.Inventor));
        Assert.Equal("A device.", Assert.Single(application.Claims).Text);

        var grant = await OneAsync("patdoc.sgm");
        Assert.Equal(("09123456", "Method of 10⁶ bits — example", Day("2001-12-11"), Day("1999-07-28")), (grant.Number, grant.Title, grant.GrantDate, grant.FilingDate));
        Assert.Equal("US6330001B1", Assert.Single(grant.Publications).Number);
        Assert.Equal(["H04L12/06", "G06F7/06"], Symbols(grant, "ipc"));
        Assert.Equal(["709/230", "370/389"], Symbols(grant, "uspc"));
        Assert.Equal(["Ann R. Example Jr."], Names(grant, PartyRole.Inventor));
        Assert.Equal(["Example & Sons Inc."], Names(grant, PartyRole.Owner));
        Assert.Equal(["US4012345", "Example, A., Journal of Examples, 1997."], grant.Citations.Select(citation => citation.Text));
        Assert.Equal("examiner", grant.Citations[0].By);
        Assert.Equal(new RelatedDocument("continuation", "US08/999,888", Day("1997-01-02")), Assert.Single(grant.Related));
        Assert.Equal(("An example of H₂O.", "JP"), (grant.Abstract, Assert.Single(grant.Priorities).Country));
        Assert.Equal([(1, ""), (2, "1")], grant.Claims.Select(claim => (claim.Number, string.Join(',', claim.DependsOn))));
        Assert.Equal(["BACKGROUND", "Old methods are slow.", "See the figure."], grant.Description.Select(part => part.Text));

        var old = await OneAsync("aps.txt");
        Assert.Equal(("05456789", "Example of a separator having a very long title which goes on in the next line"), (old.Number, old.Title));
        Assert.Equal(new Publication("US3931001", Day("1976-01-13"), true), Assert.Single(old.Publications));
        Assert.Equal(["John A. Doe", "Eva Muster"], Names(old, PartyRole.Inventor));
        Assert.Equal("CH", old.Parties.Single(party => party.Name == "Eva Muster").Country);
        Assert.Equal(["H01M2/16", "A61K31/445"], Symbols(old, "ipc"));
        Assert.Equal(["435/320", "2/16"], Symbols(old, "uspc"));
        Assert.Equal("continuationInPart", Assert.Single(old.Related).Kind);
        Assert.Equal(["US3123456", "DE1234567", "Example, Journal of Examples, 1970."], old.Citations.Select(citation => citation.Text));
        Assert.Equal([1], old.Claims[1].DependsOn);
        Assert.Equal("A separator comprising a film; and a coating.", old.Claims[0].Text);
        Assert.Equal(3, old.Description.Count);
    }

    [Fact]
    public async Task Marks_of_the_United_States()
    {
        var status = await OneAsync("tsdr.xml");
        Assert.Equal((RecordKind.Trademark, "US", "78000001", "EXAMPLEA", LegalStatus.InForce), (status.Kind, status.Office, status.Number, status.Title, status.Status));
        Assert.Equal((Day("2005-08-25"), Day("2006-07-18"), "word", "Computer software"), (status.FilingDate, status.GrantDate, status.Type, status.Abstract));
        Assert.Equal(["9"], Symbols(status, "nice"));
        Assert.Equal(["Example Foundation"], Names(status, PartyRole.Applicant));

        await using var scratch = await hub.ScratchAsync();
        var daily = await scratch.ImportAsync(Case("uspto-marks.xml"), Case("tsdr.xml"));
        Assert.Equal((2, 0), (daily.New, daily.Refused));
        var marks = (await AllAsync(scratch)).ToDictionary(record => record.Number);
        Assert.Equal((LegalStatus.InForce, LegalStatus.Pending, "combined"), (marks["78000001"].Status, marks["78000002"].Status, marks["78000002"].Type));
        Assert.Contains(marks["78000001"].Events, legal => legal.Code == "REGR");
        Assert.Empty(marks["78000002"].Publications);
    }

    [Fact]
    public async Task Records_of_The_Lens_and_of_Derwent()
    {
        await using var scratch = await hub.ScratchAsync();
        var lens = await scratch.ImportAsync(Case("lens.jsonl"));
        Assert.Equal((2, 0), (lens.New, lens.Refused));
        var record = (await AllAsync(scratch)).Single(one => one.Office == "US");
        Assert.Equal(("16123456", "EXAMPLE SEPARATOR", Day("2018-09-06"), LegalStatus.InForce), (record.Number, record.Title, record.FilingDate, record.Status));
        Assert.Equal("SÉPARATEUR", Assert.Single(record.Translations).Title);
        Assert.Equal(["CN101000001A", "Example, A. 2010."], record.Citations.Select(citation => citation.Text));
        Assert.Equal(["CN110000007A"], record.Family);
        Assert.Equal([1], record.Claims[1].DependsOn);
        Assert.Equal(["First paragraph.", "Second paragraph."], record.Description.Select(part => part.Text));

        // The same in a list, and in the answer of the interface.
        var lines = (await File.ReadAllLinesAsync(Case("lens.jsonl"))).Where(line => line.Length > 0).ToList();
        var list = await scratch.ImportAsync(scratch.File("list.json", $"[{string.Join(",\n", lines)}]"),
            scratch.File("answer.json", $$"""{"total":2,"data":[{{string.Join(",", lines)}}],"results":2}"""));
        Assert.Equal((0, 0, 4, 0), (list.New, list.Changed, list.Same, list.Refused));

        var derwent = await scratch.ImportAsync(Case("derwent.txt"));
        Assert.Equal((1, 0), (derwent.New, derwent.Refused));
        var family = (await AllAsync(scratch)).Single(one => one.Publications.Any(publication => publication.Number == "CN110000007A"));
        Assert.Equal(("Separator for lithium battery, has coating with alumina", Day("2019-07-12")), (family.Title, family.PublicationDate));
        Assert.Equal(["LI S", "ZHANG S"], Names(family, PartyRole.Inventor));
        Assert.Equal(["EXAMPLE NEW MATERIALS CO LTD", "EXAMPLE UNIV"], Names(family, PartyRole.Applicant));
        Assert.Equal(["H01M10/0525", "H01M50/409"], Symbols(family, "ipc"));
        Assert.Equal(["US20200123456A1"], family.Family);
    }

    [Fact]
    public async Task A_patent_known_by_its_publication_becomes_one_with_its_application()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("published.csv", "公开（公告）号,专利名称,摘要\nCN109900001B,一种隔膜,旧摘要\nCN109900007A,另一种,\n"));
        Assert.Equal(2, (await AllAsync(scratch)).Count);
        var report = await scratch.ImportAsync(Case("cn-full-text.xml"));
        Assert.Equal(0, report.Refused);
        var all = await AllAsync(scratch);
        Assert.Equal(["2019100000052", "CN109900007A"], all.Select(record => record.Number).Order());
        Assert.Single(all.Single(record => record.Number == "2019100000052").Publications);
        Assert.Contains(await scratch.Records.ChangesAsync(0, 100, CancellationToken.None), change => change.Deleted && change.Key.Number == "CN109900001B");

        // In one file, in either order.
        await using var other = await hub.ScratchAsync();
        await other.ImportAsync(other.File("both.csv", "申请号,公开（公告）号,专利名称\n,CN109900001B,一种隔膜\n201910000005.2,CN109900001B,一种隔膜\n,CN109900001B,一种隔膜\n"));
        Assert.Equal("2019100000052", Assert.Single(await AllAsync(other)).Number);
    }

    [Fact]
    public async Task Another_right_by_the_same_number_overwrites_nothing()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("first.csv", "申请号,专利名称,申请人,申请日\n201910000005.2,一种隔膜,示例公司,2019-01-02\n"));
        var before = RecordJson.Write(Assert.Single(await AllAsync(scratch)));
        var report = await scratch.ImportAsync(scratch.File("second.csv", "申请号,专利名称,申请人,申请日\n201910000005.2,一种茶壶,别的厂,2015-03-04\n201920000006.3,一种电池,示例公司,2019-01-03\n"));
        Assert.Equal((1, 0, 1), (report.New, report.Changed, report.Refused));
        Assert.Contains("疑为另一件", await File.ReadAllTextAsync(report.RefusedFile!), StringComparison.Ordinal);
        Assert.Equal(before, RecordJson.Write((await AllAsync(scratch)).Single(record => record.Number == "2019100000052")));

        // A new title, or a new owner, is a change as any other.
        var change = await scratch.ImportAsync(scratch.File("third.csv", "申请号,专利名称,申请人,申请日\n201910000005.2,一种隔膜,受让公司,2019-01-02\n"));
        Assert.Equal((1, 0), (change.Changed, change.Refused));
    }
}
