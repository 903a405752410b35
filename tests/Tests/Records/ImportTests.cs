using System.IO.Compression;
using System.Text;
using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>What goes in, what is refused, what stays.</summary>
[Collection(ServerCollection.Name)]
public sealed class ImportTests(TestServer hub)
{
    private const string Header = "申请号,公开号,专利名称,申请日,申请人\n";

    [Fact]
    public async Task The_real_samples_go_in_whole_and_a_second_time_changes_nothing()
    {
        await using var scratch = await hub.ScratchAsync();
        var first = await scratch.ImportAsync(TestHub.Samples);
        Assert.Equal((10, 0, 0), (first.New, first.Changed, first.Refused));
        var again = await scratch.ImportAsync(TestHub.Samples);
        Assert.Equal((0, 0, 10, 4), (again.New, again.Changed, again.Same, again.KnownFiles));
        var forced = await scratch.Importer.RunAsync(new([TestHub.Samples]) { Again = true }, null, CancellationToken.None);
        Assert.Equal((0, 0, 10), (forced.New, forced.Changed, forced.Same));
        Assert.Equal(10, await scratch.ScalarAsync<long>("select count(*) from records.changes"));
    }

    [Fact]
    public async Task A_real_export_row_becomes_a_whole_record()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(Path.Combine(TestHub.Samples, "cn"));
        var record = (await scratch.Records.FindAsync(RecordKind.Patent, "CN202223220665.2", CancellationToken.None))!.Record;
        Assert.Equal("一种无人机机载多功能盒", record.Title);
        Assert.Equal(("utility", new DateOnly(2022, 12, 2), "4101"), (record.Type, record.FilingDate, record.Region));
        Assert.Equal(LegalStatus.InForce, record.Status);
        Assert.Contains(record.Publications, publication => publication is { Number: "CN218751475U", Grant: true });
        Assert.Contains(record.Parties, party => party is { Role: PartyRole.Applicant, Name: "中科大数据研究院" });
        Assert.Equal(record.Number, (await scratch.Records.FindAsync(RecordKind.Patent, "ＣＮ２１８７５１４７５Ｕ", CancellationToken.None))!.Record.Number);
        Assert.Equal(record.Number, (await scratch.Records.FindAsync(RecordKind.Patent, "CN218751475", CancellationToken.None))!.Record.Number);
    }

    [Fact]
    public async Task A_real_grant_of_the_USPTO_becomes_a_whole_record()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(Path.Combine(TestHub.Samples, "us-uspto"));
        var record = (await scratch.Records.FindAsync(RecordKind.Patent, "US 8,926,509 B2", CancellationToken.None))!.Record;
        Assert.Equal("Wireless physiological sensor patches and systems", record.Title);
        Assert.True(record.Claims.Count > 10);
        Assert.True(record.Citations.Count > 20);
        Assert.Contains(record.Claims, claim => claim.DependsOn.Count > 0);
        Assert.Contains(record.Classifications, symbol => symbol is { Scheme: "ipc", Main: true });
    }

    [Fact]
    public async Task An_update_keeps_the_former_version_and_says_what_changed()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("a.csv", Header + "CN202223220665.2,CN218751475U,一种盒,20221202,甲公司\n"));
        var changed = await scratch.ImportAsync(scratch.File("b.csv", Header + "CN202223220665.2,CN218751475U,一种新盒,20221202,乙公司\n"));
        Assert.Equal((0, 1), (changed.New, changed.Changed));
        var stored = (await scratch.Records.FindAsync(RecordKind.Patent, "CN202223220665.2", CancellationToken.None))!;
        Assert.Equal((2, "一种新盒"), (stored.Version, stored.Record.Title));
        var former = Assert.Single(await scratch.Records.HistoryAsync(stored.Id, CancellationToken.None));
        Assert.Equal((1, "一种盒"), (former.Version, former.Record.Title));
        Assert.Equal(["parties", "title"], former.ChangedFields.Order());
    }

    [Theory]
    [InlineData("gb18030")]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public async Task The_encoding_is_recognised(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        await using var scratch = await hub.ScratchAsync();
        var encoding = Encoding.GetEncoding(name);
        var text = Header + "CN202223220665.2,CN218751475U,一种镕制装置，含生僻字㐂,20221202,甲公司\n";
        var report = await scratch.ImportAsync(scratch.File("a.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]));
        Assert.Equal((1, 0), (report.New, report.Refused));
        Assert.Equal("一种镕制装置，含生僻字㐂", (await scratch.Records.FindAsync(RecordKind.Patent, "2022232206652", CancellationToken.None))!.Record.Title);
    }

    [Fact]
    public async Task Good_records_go_in_and_every_bad_one_is_told_with_line_field_and_reason()
    {
        await using var scratch = await hub.ScratchAsync();
        var path = scratch.File("mixed.csv", Header
            + "CN202223220665.2,CN218751475U,一种盒,20221202,甲公司\n"
            + ",,没有号码,20221202,甲公司\n"
            + "CN202210000001.8,CN114639058A,,20221202,甲公司\n"
            + "CN202210000002.2,CN114639059A,\"多行\n标题\",20221332,甲公司\n"
            + "CN202210000003.7,CN114639060A,未来,29990101,甲公司\n"
            + "CN202210000004.9,CN114639061A,校验位不符,20220101,甲公司\n");
        var report = await scratch.ImportAsync(path);
        Assert.Equal((2, 4), (report.New, report.Refused));
        var lines = await File.ReadAllLinesAsync(report.RefusedFile!);
        Assert.Equal("file,line,number,field,code,warning,reason,reason_en,value", lines[0].TrimStart('\uFEFF'));
        Assert.Contains(lines, line => line.Contains("mixed.csv,3,", StringComparison.Ordinal) && line.Contains("number", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("mixed.csv,4,", StringComparison.Ordinal) && line.Contains("title.missing", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("mixed.csv,5,", StringComparison.Ordinal) && line.Contains("date", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("mixed.csv,7,", StringComparison.Ordinal) && line.Contains("date.range", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("mixed.csv,8,", StringComparison.Ordinal)
            && line.Contains("number.checkDigit", StringComparison.Ordinal) && line.Contains("true", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_dry_run_tells_the_same_and_writes_nothing()
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.Importer.RunAsync(new([TestHub.Samples]) { DryRun = true }, null, CancellationToken.None);
        Assert.Equal((10, 0), (report.New, report.Refused));
        Assert.Equal(0, await scratch.ScalarAsync<long>("select (select count(*) from records.record) + (select count(*) from records.batch) + (select count(*) from records.changes)"));
    }

    [Fact]
    public async Task Columns_may_come_in_any_order_and_only_some_of_them()
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(scratch.File("a.csv", "专利名称,申请号\n一种盒,CN202223220665.2\n"));
        Assert.Equal((1, 0), (report.New, report.Refused));
    }

    [Fact]
    public async Task JSON_lines_are_lossless_both_ways_for_all_four_kinds()
    {
        await using var scratch = await hub.ScratchAsync();
        var records = DemoSet.Generate(TestHub.Reference, 40, 20, 10, 10).Select(record => record with { Source = new("甲", "乙") }).ToList();
        var report = await scratch.ImportAsync(scratch.File("all.jsonl", string.Join('\n', records.Select(RecordJson.Write)) + "\n"));
        Assert.Equal((80, 0), (report.New, report.Refused));
        var back = await scratch.Records.PageAsync([], Guid.Empty, 100, CancellationToken.None);
        Assert.Equal(records.Select(RecordJson.Write).Order(), back.Select(stored => RecordJson.Write(stored.Record)).Order());
    }

    [Fact]
    public async Task A_workbook_is_read_like_a_table_of_text()
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(scratch.File("a.xlsx", Workbooks.Make(
            [["申请号", "专利名称", "申请日", "申请人"], ["CN202223220665.2", "一种盒 & <盖>", 20221202, "甲公司"], ["CN202210000001.8", "一种方法", new DateTime(2022, 1, 5), "乙公司"], ["bad", "", 1, ""]])));
        Assert.Equal((2, 1), (report.New, report.Refused));
        var record = (await scratch.Records.FindAsync(RecordKind.Patent, "CN202223220665.2", CancellationToken.None))!.Record;
        Assert.Equal(("一种盒 & <盖>", new DateOnly(2022, 12, 2)), (record.Title, record.FilingDate));
    }

    [Fact]
    public async Task Archives_are_read_entry_by_entry()
    {
        await using var scratch = await hub.ScratchAsync();
        var csv = Encoding.UTF8.GetBytes(Header + "CN202223220665.2,CN218751475U,一种盒,20221202,甲公司\n");
        var report = await scratch.ImportAsync(scratch.File("a.zip",
            Archives.Zip(("中文/甲.csv", csv), ("us.xml", await File.ReadAllBytesAsync(Path.Combine(TestHub.Samples, "us-uspto", "US08930553.xml"))))));
        Assert.Equal((2, 0), (report.New, report.Refused));
        var gz = await scratch.ImportAsync(scratch.File("b.csv.gz", Archives.Gzip(csv)));
        Assert.Equal((0, 1), (gz.New, gz.Same));
    }

    [Fact]
    public async Task Documents_one_after_another_in_one_file_are_read_each()
    {
        await using var scratch = await hub.ScratchAsync();
        var bulk = new MemoryStream();
        foreach (var path in Directory.GetFiles(Path.Combine(TestHub.Samples, "us-uspto")).Order())
        {
            await bulk.WriteAsync(await File.ReadAllBytesAsync(path));
            bulk.WriteByte((byte)'\n');
        }

        await bulk.WriteAsync("<?xml version=\"1.0\"?>\n<us-patent-grant><broken"u8.ToArray());
        var report = await scratch.ImportAsync(scratch.File("bulk.xml", bulk.ToArray()));
        Assert.Equal((3, 1), (report.New, report.Refused));
    }

    [Fact]
    public async Task A_file_of_no_known_format_is_refused_with_the_formats_named()
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(scratch.File("a.bin", [1, 2, 3, 0, 255]), scratch.File("empty.csv", ""), Path.Combine(scratch.Folder, "nowhere.csv"));
        Assert.Equal((0, 3), (report.New, report.Refused));
        Assert.Contains("csv", await File.ReadAllTextAsync(report.RefusedFile!), StringComparison.Ordinal);
    }
}
