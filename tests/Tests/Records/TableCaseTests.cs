using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>The tables that people have, each as its program writes it, and what must come of it.</summary>
[Collection(ServerCollection.Name)]
public sealed class TableCaseTests(TestServer hub)
{
    private static string Case(string file) => Path.Combine(AppContext.BaseDirectory, "cases", file);

    private async Task<(ImportReport Report, IReadOnlyList<IpRecord> Records)> ImportAsync(params string[] files)
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync([.. files.Select(Case)]);
        return (report, [.. (await scratch.Records.PageAsync([], Guid.Empty, 100, CancellationToken.None)).Select(stored => stored.Record)]);
    }

    private async Task<IpRecord> OneAsync(string file)
    {
        var (report, records) = await ImportAsync(file);
        Assert.Equal((1, 0), (report.New, report.Refused));
        return Assert.Single(records);
    }

    private static string[] Names(IpRecord record, PartyRole role) => [.. record.Parties.Where(party => party.Role == role).Select(party => party.Name)];

    private static string[] Symbols(IpRecord record, string scheme) => [.. record.Classifications.Where(symbol => symbol.Scheme == scheme).Select(symbol => symbol.Symbol)];

    [Fact]
    public async Task Espacenet()
    {
        var record = await OneAsync("espacenet.csv");
        Assert.Equal(("WO", "WO2019000001A1", "LENTILLE A FOYER VARIABLE"), (record.Office, record.Number, record.Title));
        Assert.Equal(["EXAMPLE ANNE", "EXAMPLE PAUL"], Names(record, PartyRole.Inventor));
        var applicant = Assert.Single(record.Parties, party => party.Role == PartyRole.Applicant);
        Assert.Equal(("EXAMPLE OPTIQUE", "FR"), (applicant.Name, applicant.Country));
        Assert.Equal(["G02B3/12"], Symbols(record, "ipc"));
        Assert.Equal(["G02B26/005", "G02B3/14"], Symbols(record, "cpc"));
        Assert.Equal(new DateOnly(2017, 2, 6), Assert.Single(record.Priorities).Date);
        Assert.Equal(new DateOnly(2019, 1, 3), record.PublicationDate);
        Assert.Equal("038345342", record.Extra["Family number"]);
        Assert.Null(record.GrantDate);
    }

    [Fact]
    public async Task Lens()
    {
        var record = await OneAsync("lens.csv");
        Assert.Equal(("US", "16123456", "Battery separator"), (record.Office, record.Number, record.Title));
        Assert.Equal("US20190123456A1", Assert.Single(record.Publications).Number);
        Assert.Equal((new DateOnly(2018, 9, 1), new DateOnly(2019, 4, 25)), (record.FilingDate, record.PublicationDate));
        Assert.Equal(["EXAMPLE ANN", "EXAMPLE BOB"], Names(record, PartyRole.Inventor));
        Assert.Equal(["EXAMPLE CORP"], Names(record, PartyRole.Owner));
        Assert.Equal(["H01M50/403", "H01M10/0525"], Symbols(record, "cpc"));
        Assert.Equal(["H01M10/0525", "H01M2/16"], Symbols(record, "ipc"));
        Assert.Equal(["429/144"], Symbols(record, "uspc"));
        Assert.Equal(["US 201816123456 A", "US 201762000001 P"], record.Priorities.Where(priority => priority.Number.Length > 0).Select(priority => priority.Number));
        Assert.Contains(record.Priorities, priority => priority.Date == new DateOnly(2017, 9, 1));
        Assert.Equal("000-111-222-333-44X", record.Extra["Lens ID"]);
    }

    [Fact]
    public async Task Google_Patents()
    {
        var (report, records) = await ImportAsync("googlepatents.csv");
        Assert.Equal((2, 0), (report.New, report.Refused));
        Assert.Contains(report.Notes, note => note.Text.Zh.Contains("上方", StringComparison.Ordinal));
        var american = records.Single(record => record.Office == "US");
        Assert.Equal("US9254383B2", Assert.Single(american.Publications).Number);
        Assert.Equal(["Ann Example", "Bob Example"], Names(american, PartyRole.Inventor));
        Assert.Equal(["Example, LLC"], Names(american, PartyRole.Applicant));
        Assert.Equal((new DateOnly(2013, 4, 28), new DateOnly(2016, 2, 9)), (american.FilingDate, american.GrantDate));
        Assert.Equal("CN101123456B", Assert.Single(records.Single(record => record.Office == "CN").Publications).Number);
    }

    [Theory]
    [InlineData("cnipa-pss.csv", "CN110000001A", 1)]
    [InlineData("patsnap.csv", "CN110000002A", 2)]
    [InlineData("half-import-patsnap-renamed.csv", "CN110000002A", 2)]
    [InlineData("incopat.csv", "CN110000003A", 2)]
    [InlineData("cnipr.csv", "CN110000004A", 2)]
    public async Task Databases_of_China(string file, string publication, int applicants)
    {
        var record = await OneAsync(file);
        Assert.Equal("一种电池隔膜", record.Title);
        Assert.Equal(new Publication(publication, new(2019, 7, 12)), Assert.Single(record.Publications));
        Assert.Equal((new DateOnly(2019, 1, 2), new DateOnly(2019, 7, 12)), (record.FilingDate, record.PublicationDate));
        Assert.Equal(new[] { "示例新能源有限公司", "示例大学" }.Take(applicants), Names(record, PartyRole.Applicant));
        Assert.Equal(["张三", "李四"], Names(record, PartyRole.Inventor));
        Assert.Equal(["H01M10/0525", "H01M2/16"], Symbols(record, "ipc"));
        Assert.Equal("本发明公开一种电池隔膜。", record.Abstract);
    }

    [Fact]
    public async Task What_else_the_databases_of_China_say_is_kept_too()
    {
        var (_, records) = await ImportAsync("patsnap.csv", "cnipr.csv", "incopat.csv");
        var snap = records.Single(record => record.Number.Contains("01910000002", StringComparison.Ordinal));
        Assert.Equal(["CN110000002A", "US10000000B2"], snap.Family);
        Assert.Equal(("invention", LegalStatus.InForce, "授权"), (snap.Type, snap.Status, snap.StatusText));
        Assert.Equal(["示例新能源有限公司", "示例大学"], Names(snap, PartyRole.Owner));
        Assert.Equal(["H01M50/403"], Symbols(snap, "cpc"));
        var star = records.Single(record => record.Number.Contains("01910000004", StringComparison.Ordinal));
        Assert.Equal(["示例代理"], Names(star, PartyRole.Agency));
        Assert.Equal(("41100", "4101"), (star.Extra["代理机构代码"], star.Region));
        Assert.Equal("Battery separator", records.Single(record => record.Number.Contains("01910000003", StringComparison.Ordinal)).TitleEn);
    }

    [Fact]
    public async Task The_list_of_an_institute()
    {
        var record = await OneAsync("ledger.csv");
        Assert.Equal("2019100000052", record.Number);
        Assert.Equal(["张三", "李四"], Names(record, PartyRole.Inventor));
        Assert.Equal(["示例大学"], Names(record, PartyRole.Owner));
        Assert.Equal((new DateOnly(2019, 1, 2), new DateOnly(2020, 3, 4)), (record.FilingDate, record.GrantDate));
    }

    [Fact]
    public async Task A_list_of_marks()
    {
        var record = await OneAsync("trademark.csv");
        Assert.Equal((RecordKind.Trademark, "12345678", "示例山"), (record.Kind, record.Number, record.Title));
        Assert.Equal(["30"], Symbols(record, "nice"));
        Assert.Equal((new DateOnly(2014, 8, 7), new DateOnly(2024, 8, 6)), (record.GrantDate, record.ExpiryDate));
        Assert.Equal(("注册", "茶;茶饮料", "1400"), (record.StatusText, record.Abstract, record.Extra["初审公告期号"]));
        Assert.Equal(["示例茶业有限公司"], Names(record, PartyRole.Applicant));
    }

    [Fact]
    public async Task Lists_of_geographical_indications_and_layout_designs()
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(
            scratch.File("gi.csv", "序号,产品名称,产地范围,权利人,公告号,公告日期,产品类别,专用标志使用人\n"
                + "1,示例葡萄,山西省太原市清徐县,清徐县葡萄协会,2019年第1号,2019-03-04,水果,甲公司;乙公司\n"
                + "2,示例红枣,山西省吕梁市,示例协会,2019年第1号,2019-03-04,水果,\n"),
            scratch.File("layout.csv", "布图设计登记号,布图设计申请日,公告日期,布图设计名称,\"布图设计类别(结构,技术,功能)\",权利人,创作人\n"
                + "BS.195000001,2019-01-02,2019-03-04,示例芯片,MOS,示例微电子有限公司,\"张三,李四\"\n"));
        Assert.Equal((3, 0), (report.New, report.Refused));
        var records = (await scratch.Records.PageAsync([], Guid.Empty, 10, CancellationToken.None)).Select(stored => stored.Record).ToList();

        // One announcement approves two products: they stay two.
        Assert.Equal("示例红枣", (await scratch.Records.FindAsync(RecordKind.Gi, "2019年第1号 示例红枣", CancellationToken.None))!.Record.Title);
        var gi = records.Single(record => record.Title == "示例葡萄");
        Assert.Equal(("示例葡萄", new DateOnly(2019, 3, 4), "140121"), (gi.Title, gi.GrantDate, gi.Region));
        Assert.Equal(("甲公司;乙公司", "山西省太原市清徐县"), (gi.Extra["专用标志使用人"], gi.Extra["产地范围"]));
        var layout = records.Single(record => record.Kind == RecordKind.Layout);
        Assert.Equal(("示例芯片", new DateOnly(2019, 1, 2)), (layout.Title, layout.FilingDate));
        Assert.Equal(["张三", "李四"], Names(layout, PartyRole.Inventor));
    }

    [Fact]
    public async Task A_reference_manager()
    {
        var record = await OneAsync("zotero.ris");
        Assert.Equal("CN110000007A", Assert.Single(record.Publications).Number);
        Assert.Equal(["Example, Ann", "Example, Bob"], Names(record, PartyRole.Inventor));
        Assert.Equal(("Battery separator", new DateOnly(2019, 7, 12)), (record.Title, record.PublicationDate));
    }

    [Theory]
    [InlineData("comma-names.csv", "示例公司 示例大学", "张三 李四")]
    [InlineData("newline-names.csv", "示例公司 示例大学", "张三 李四")]
    [InlineData("linebreak.xlsx", "示例公司 示例大学", "张三 李四 王五")]
    [InlineData("dup-header.csv", "示例公司 示例大学", "")]
    [InlineData("titleline.csv", "示例公司", "张三")]
    [InlineData("title-row.xlsx", "示例公司", "张三 李四")]
    [InlineData("eqquote.csv", "示例公司", "张三")]
    [InlineData("fullwidth-head.csv", "示例公司", "")]
    public async Task Habits_of_spreadsheets(string file, string applicants, string inventors)
    {
        var record = await OneAsync(file);
        Assert.Equal(applicants.Split(' ', StringSplitOptions.RemoveEmptyEntries), Names(record, PartyRole.Applicant));
        Assert.Equal(inventors.Split(' ', StringSplitOptions.RemoveEmptyEntries), Names(record, PartyRole.Inventor));
        Assert.Equal(new DateOnly(2019, 1, 2), record.FilingDate);
    }

    [Fact]
    public async Task Every_sheet_is_read_and_one_without_a_header_is_told_of()
    {
        var (report, records) = await ImportAsync("two-data-sheets.xlsx");
        Assert.Equal((2, 0), (report.New, report.Refused));
        Assert.Equal(["示例一", "示例二"], records.Select(record => record.Title).Order());
        await using var scratch = await hub.ScratchAsync();
        var noted = await scratch.ImportAsync(scratch.File("a.xlsx", Workbooks.MakeSheets(
            ("说明", [["本表由某处导出"], ["共 1 条"]]), ("数据", [["申请号", "专利名称"], ["CN202223220665.2", "一种盒"]]))));
        Assert.Equal((1, 0), (noted.New, noted.Refused));
        Assert.Contains(noted.Notes, note => note.Text.Zh.Contains("“说明”", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData('\t', "utf-16")]
    [InlineData(';', "utf-8")]
    [InlineData('\t', "gb18030")]
    [InlineData(',', "big5")]
    public async Task Separators_and_encodings_are_recognised(char separator, string encoding)
    {
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        await using var scratch = await hub.ScratchAsync();
        string[][] rows = [["申請號", "專利名稱", "申請日", "申請人"], ["CN202223220665.2", "一種電池隔膜的製造方法及其裝置", "2.12.2022", "甲公司"]];
        if (encoding != "big5")
            rows[0] = ["申请号", "专利名称", "申请日", "申请人"];
        var text = string.Concat(rows.Select(row => string.Join(separator, row) + "\r\n"));
        var into = System.Text.Encoding.GetEncoding(encoding);
        var report = await scratch.ImportAsync(scratch.File("a.txt", [.. into.GetPreamble(), .. into.GetBytes(text)]));
        Assert.Equal((1, 0), (report.New, report.Refused));
        var record = (await scratch.Records.FindAsync(RecordKind.Patent, "CN202223220665.2", CancellationToken.None))!.Record;
        Assert.Equal(("一種電池隔膜的製造方法及其裝置", new DateOnly(2022, 12, 2)), (record.Title, record.FilingDate));
    }

    [Fact]
    public async Task What_is_not_understood_is_named_and_important_columns_are_asked_about()
    {
        await using var scratch = await hub.ScratchAsync();
        var kept = await scratch.ImportAsync(scratch.File("a.csv", "申请号,专利名称,申请日,申请人,颜色\nCN202223220665.2,一种盒,20221202,甲公司,红\n"));
        Assert.Equal((1, 0), (kept.New, kept.Refused));
        Assert.Contains(kept.Notes, note => note.Text.Zh.Contains("颜色", StringComparison.Ordinal));
        Assert.Equal("红", (await scratch.Records.FindAsync(RecordKind.Patent, "CN202223220665.2", CancellationToken.None))!.Record.Extra["颜色"]);

        var path = scratch.File("b.csv", "申请号,专利名称,申请日,拥有者全称\nCN202210000001.8,一种盒,20221202,甲公司\n");
        var asked = await scratch.ImportAsync(path);
        Assert.Equal((0, 1), (asked.New, asked.Refused));
        Assert.Contains("拥有者全称", await File.ReadAllTextAsync(asked.RefusedFile!), StringComparison.Ordinal);
        var tried = await scratch.Importer.RunAsync(new([path]) { DryRun = true }, null, CancellationToken.None);
        Assert.Equal((1, 0), (tried.New, tried.Refused));
        var forced = await scratch.Importer.RunAsync(new([path]) { KeepUnknown = true }, null, CancellationToken.None);
        Assert.Equal((1, 0), (forced.New, forced.Refused));
    }
}
