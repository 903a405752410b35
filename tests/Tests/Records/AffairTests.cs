using System.IO.Compression;
using System.Text;
using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>What became of rights: decisions, licences, pledges, transfers, customs recordal in tables, and judgments; attached to the record that their number names.</summary>
[Collection(ServerCollection.Name)]
public sealed class AffairTests(TestServer hub)
{
    private const string Base = "申请号,公开（公告）号,专利名称,申请人,申请日,公开（公告）日\n202010000001.1,CN111000001B,一种隔膜,甲公司,2020-01-02,2021-03-04\n";

    private static async Task<IpRecord> OneAsync(ScratchHub scratch, string number) => (await scratch.Records.FindAsync(RecordKind.Patent, number, CancellationToken.None))!.Record;

    [Fact]
    public async Task Tables_of_affairs_add_events_and_the_status_and_the_owner_follow()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("base.csv", Base));
        var report = await scratch.ImportAsync(scratch.File("transfer.csv", "专利号,转让人,受让人,登记生效日\nZL202010000001.1,甲公司,乙公司,2022-05-06\n"));
        Assert.Equal((0, 1, 0), (report.New, report.Changed, report.Refused));
        await scratch.ImportAsync(scratch.File("licence.csv", "专利号,许可人,被许可人,许可种类,合同备案号,备案日期,备注\n202010000001.1,乙公司,丙公司,普通许可,X2022330000001,2022-06-07,续签\n"));
        await scratch.ImportAsync(scratch.File("pledge.csv", "申请号,出质人,质权人,质押登记号,质押登记日\n202010000001.1,乙公司,某银行,Y2022,2022-07-08\n"));
        await scratch.ImportAsync(scratch.File("customs.csv", "专利号,海关备案号,备案日期,海关备案有效期\n202010000001.1,P2022-001,2022-08-09,2032-08-08\n"));
        var before = await OneAsync(scratch, "202010000001.1");
        Assert.Equal("一种隔膜", before.Title);
        Assert.Equal("乙公司", Assert.Single(before.Parties, party => party.Role == PartyRole.Owner).Name);
        var licence = before.Events.Single(legal => legal.Text == "专利实施许可合同备案");
        Assert.Equal(("丙公司", "普通许可", "X2022330000001", "续签"), (licence.Details["to"], licence.Details["licence"], licence.Details["contract"], licence.Details["备注"]));
        Assert.Equal("某银行", before.Events.Single(legal => legal.Text == "专利权质押登记").Details["pledgee"]);
        Assert.Equal("P2022-001", before.Events.Single(legal => legal.Text == "知识产权海关保护备案").Details["contract"]);
        Assert.NotEqual(LegalStatus.Ended, before.Status);

        // In part it stands on; as a whole it has ended. One that is named by its publication is the same.
        await scratch.ImportAsync(scratch.File("part.csv", "专利号,决定号,决定日,审查结论,请求人\n202010000001.1,55555,2023-01-02,宣告专利权部分无效,丁公司\n"));
        Assert.NotEqual(LegalStatus.Ended, (await OneAsync(scratch, "202010000001.1")).Status);
        await scratch.ImportAsync(scratch.File("whole.csv", "授权公告号,决定号,决定日,审查结论,请求人\nCN111000001B,55556,2023-02-03,宣告专利权全部无效,丁公司\n"));
        var after = await OneAsync(scratch, "202010000001.1");
        Assert.Equal(LegalStatus.Ended, after.Status);
        Assert.Equal("丁公司", after.Events.Single(legal => legal.Details.GetValueOrDefault("decision") == "55556").Details["requester"]);

        // Twice is once.
        var again = await scratch.ImportAsync(scratch.File("again.csv", "专利号,决定号,决定日,审查结论,请求人\n202010000001.1,55555,2023-01-02,宣告专利权部分无效,丁公司\n"));
        Assert.Equal((0, 0, 1), (again.New, again.Changed, again.Same));
    }

    [Fact]
    public async Task An_affair_of_a_right_that_is_not_there_waits_for_it()
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(scratch.File("early.csv", "专利号,转让人,受让人,登记生效日\n202010000001.1,甲公司,乙公司,2022-05-06\n202010000002,,,\n"));
        Assert.Equal((0, 1), (report.New, report.Refused));
        await scratch.ImportAsync(scratch.File("base.csv", Base));
        Assert.Equal("乙公司", Assert.Single((await OneAsync(scratch, "202010000001.1")).Parties, party => party.Role == PartyRole.Owner).Name);
    }

    [Fact]
    public async Task Recorded_assignments_move_the_owner_when_they_convey_the_whole()
    {
        await using var scratch = await hub.ScratchAsync();
        static string Mark(string number) =>
            RecordJson.Write(new() { Kind = RecordKind.Trademark, Office = "US", Number = number, Title = "RIVER", Parties = [new(PartyRole.Applicant, "RIVER KITCHENS LLC")] });
        async Task<IpRecord> MarkAsync(string number) => (await scratch.Records.FindAsync(RecordKind.Trademark, "US" + number, CancellationToken.None))!.Record;
        static string Owner(IpRecord record) => Assert.Single(record.Parties, party => party.Role == PartyRole.Owner).Name;
        var patent = RecordJson.Write(new()
        {
            Kind = RecordKind.Patent,
            Office = "US",
            Number = "18/123,456",
            Title = "Separator",
            FilingDate = new(2023, 1, 1),
            Publications = [new("US20230123456A1", new(2023, 4, 6)), new("US11999001B2", new(2024, 1, 2), true)],
        });
        await scratch.ImportAsync(scratch.File("base.jsonl", $"{Mark("97123456")}\n{patent}\n"));
        static string Case(string name) => Path.Combine(AppContext.BaseDirectory, "cases", name);
        var report = await scratch.ImportAsync(Case("assignments.xml"));
        Assert.Equal((0, 1), (report.New, report.Refused));
        var mark = await MarkAsync("97123456");
        Assert.Equal("LAKE HOLDINGS, INC.", Owner(mark));
        var transfer = mark.Events.Single(legal => legal.Category == EventCategory.PartyChange);
        Assert.Equal(("8301/0120", "RIVER KITCHENS LLC", "2023-12-15", new DateOnly(2024, 1, 3)),
            (transfer.Details["contract"], transfer.Details["from"], transfer.Details["effective"], transfer.Date));
        Assert.Equal("SOME BANK, N.A.", mark.Events.Single(legal => legal.Category == EventCategory.Licence).Details["to"]);

        await scratch.ImportAsync(Case("patent-assignments.xml"));
        var owned = (await scratch.Records.FindAsync(RecordKind.Patent, "US11999001B2", CancellationToken.None))!.Record;
        Assert.Equal("EXAMPLE SEPARATORS CO., LTD.", Owner(owned));
        Assert.Equal(("DOE, JANE; ROE, RICHARD", "2023-12-05"), (owned.Events[0].Details["from"], owned.Events[0].Details["effective"]));
        Assert.Equal("part of the interest", owned.Events[1].Details["matter"]);

        // A mark of China with the same number is another; without an office it is the one that is meant.
        Assert.Equal("/records/trademark/US97123456", RecordLinks.To(mark));
        Assert.Equal("US", (await scratch.Records.FindAsync(RecordKind.Trademark, "97123456", CancellationToken.None))!.Record.Office);
        await scratch.ImportAsync(scratch.File("cn.jsonl", RecordJson.Write(new() { Kind = RecordKind.Trademark, Office = "CN", Number = "97123456", Title = "河" }) + "\n"));
        Assert.Equal("CN", (await scratch.Records.FindAsync(RecordKind.Trademark, "97123456", CancellationToken.None))!.Record.Office);
        Assert.Equal(("US", "US97123456"), ((await MarkAsync("97123456")).Office, RecordNumber.Show(RecordKind.Trademark, "US", "97123456")));

        // The second mark came later than its assignment.
        await scratch.ImportAsync(scratch.File("late.jsonl", Mark("97123457") + "\n"));
        Assert.Equal("LAKE HOLDINGS, INC.", Owner(await MarkAsync("97123457")));
    }

    [Fact]
    public async Task A_column_that_no_event_says_is_kept()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("plain.csv",
            "申请号,专利名称,申请人,申请日,备案日期,法院,案号,title\n202010000001.1,一种隔膜,甲公司,2020-01-02,2022-06-07,无关的法院,,x\n202010000002.6,一种电池,甲公司,2020-01-02,,,P2020-7,\n"));
        var record = await OneAsync(scratch, "202010000001.1");
        Assert.Equal(("2022-06-07", "无关的法院"), (record.Extra["备案日期"], record.Extra["法院"]));

        // A number of the ledger's own is no case of a court.
        var other = await OneAsync(scratch, "202010000002.6");
        Assert.Equal("P2020-7", other.Extra["案号"]);
        Assert.DoesNotContain(other.Events, legal => legal.Category == EventCategory.Appeal);
        var affairs = await scratch.ImportAsync(scratch.File("affairs.csv", "专利号,许可人,被许可人,备案日期,to,conclusion\n202010000001.1,甲公司,丙公司,2022-06-07,列名与部分同名,y\n"));
        Assert.Equal((1, 0), (affairs.Changed, affairs.Refused));
    }

    [Fact]
    public async Task A_judgment_is_attached_with_its_text()
    {
        const string Xml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <CASE><PN>CN111000001B</PN><C_ID>7</C_ID><C_LEGAL_NUM>（2022）最高法知民终1号</C_LEGAL_NUM><C_YEAR>2022</C_YEAR><C_VERDICTTYPE>民事判决书</C_VERDICTTYPE>
            <C_TITLE>甲公司与乙公司侵害发明专利权纠纷</C_TITLE><C_IP_TYPES><C_IP_TYPE>专利</C_IP_TYPE></C_IP_TYPES><C_COURT_NAME>最高人民法院</C_COURT_NAME></CASE>
            """;
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("base.csv", Base));
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "7/7.xml", Encoding.UTF8.GetBytes(Xml));
            Add(zip, "7/7.pdf", Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"));
        }

        var path = scratch.File("judgments.zip", memory.ToArray());
        var report = await scratch.ImportAsync(path);
        Assert.Equal((1, 0), (report.Changed, report.Refused));
        var record = await OneAsync(scratch, "202010000001.1");
        var judgment = record.Events.Single(legal => legal.Category == EventCategory.Appeal);
        Assert.Equal(("民事判决书", "（2022）最高法知民终1号", "最高人民法院", "2022"), (judgment.Text, judgment.Details["case"], judgment.Details["court"], judgment.Details["C_YEAR"]));
        Assert.Equal("document", Assert.Single(record.Media).Kind);
        Assert.Equal("一种隔膜", record.Title);

        var law = await scratch.ImportAsync(scratch.File("law.xml", "<LAW_INFOR><LAW_NO>1</LAW_NO><LAW_TITLE_CN>某条例</LAW_TITLE_CN></LAW_INFOR>"));
        Assert.Equal(1, law.Refused);

        static void Add(ZipArchive zip, string name, byte[] content)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }
    }
}
