using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Exchange.Intake;
using Zhishu.Records;

namespace Zhishu.Tests.Exchange;

/// <summary>A file brought in on the web: sent, looked at, imported in the background or dropped.</summary>
[Collection(OfficeCollection.Name)]
public sealed class UploadTests(OfficeHub hub)
{
    private static readonly byte[] Table = Encoding.UTF8.GetBytes("申请号,专利名称,申请人,申请日\n202410000101.7,网上导入的隔膜,示例甲公司,2024-01-02\n坏号码,没有号码,示例甲公司,2024-01-02\n");

    private static async Task<string> SendAsync(Visitor visitor, string name, byte[] content)
    {
        using var answer = await visitor.UploadManyAsync("/imports/new", [], [("upload", name, content)]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    [Fact]
    public async Task A_file_is_looked_at_then_imported_and_tells_what_it_refused()
    {
        using var administrator = await hub.SignInAsync("admin");
        var page = await SendAsync(administrator, "../台账 <b>.csv", Table);
        var (_, preview) = await administrator.GetAsync(page);
        Assert.Contains("网上导入的隔膜", preview, StringComparison.Ordinal);
        Assert.Contains("将被拒绝", preview, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>.csv", preview, StringComparison.Ordinal);
        var store = hub.Services.GetRequiredService<RecordStore>();
        Assert.Null(await store.FindAsync(RecordKind.Patent, "202410000101.7", CancellationToken.None));

        using var started = await administrator.PostAsync(page, [], "Start");
        using var twice = await administrator.SendAsync(page + "?handler=Start", []);
        Assert.NotEqual(HttpStatusCode.InternalServerError, twice.StatusCode);
        Assert.Contains("http-equiv=\"refresh\"", (await administrator.GetAsync(page)).Text, StringComparison.Ordinal);
        await hub.Services.GetRequiredService<UploadRunner>().RunAsync(CancellationToken.None);
        var (_, done) = await administrator.GetAsync(page);
        Assert.Contains("新增 1，更新 0，相同 0，拒绝 1", done, StringComparison.Ordinal);
        Assert.Contains("/imports/", done, StringComparison.Ordinal);
        Assert.Equal("网上导入的隔膜", (await store.FindAsync(RecordKind.Patent, "202410000101.7", CancellationToken.None))!.Record.Title);
        Assert.Equal(1, await hub.ScalarAsync<long>("select count(*) from foundation.process where type = 'upload.import' and subject_id = @id", new { id = page.Split('/')[^1] }));
    }

    [Fact]
    public async Task Important_columns_that_are_not_known_are_asked_about()
    {
        using var administrator = await hub.SignInAsync("admin");
        var page = await SendAsync(administrator, "unclear.csv", Encoding.UTF8.GetBytes("申请号,公开号,东西叫什么,归谁\n202410000102.1,CN118000001A,某物,某人\n"));
        var (_, preview) = await administrator.GetAsync(page);
        Assert.Contains("东西叫什么", preview, StringComparison.Ordinal);
        using var dropped = await administrator.PostAsync(page, [], "Drop");
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync(page)).Status);
    }

    [Theory]
    [InlineData("empty.csv", "")]
    [InlineData("nothing.pdf", "%PDF-1.7 no table")]
    public async Task What_is_no_data_is_told_of(string name, string content)
    {
        using var administrator = await hub.SignInAsync("admin");
        using var answer = await administrator.UploadManyAsync("/imports/new", [], [("upload", name, Encoding.UTF8.GetBytes(content))]);
        if (content.Length == 0)
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            return;
        }

        var (_, text) = await administrator.GetAsync(answer.Headers.Location!.ToString());
        Assert.Contains("没有识别出可以导入的内容", text, StringComparison.Ordinal);
        Assert.DoesNotContain("handler=Start", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_are_mapped_by_hand_and_the_mapping_is_used_again()
    {
        using var administrator = await hub.SignInAsync("admin");
        var page = await SendAsync(administrator, "自编.csv", Encoding.UTF8.GetBytes("编码;东西叫什么;归谁;交的那天;备忘\n202410000103.1;一种自编的茶壶;甲公司、乙大学;2024-01-03;留着\n"));
        var (_, first) = await administrator.GetAsync(page);
        Assert.Contains("没有识别出可以导入的内容", first, StringComparison.Ordinal);
        Assert.Contains("一种自编的茶壶", first, StringComparison.Ordinal);

        (string, string)[] Said(string title) =>
        [
            ("kind", "patent"), ("header", "编码"), ("field", "applicationNumber"), ("header", "东西叫什么"), ("field", title), ("header", "归谁"), ("field", "applicant"),
            ("header", "交的那天"), ("field", "filingDate"), ("header", "备忘"), ("field", "keep"), ("name", "自编台账"),
        ];
        using (var wrong = await administrator.PostAsync(page, Said("keep"), "Map"))
        {
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
            Assert.Contains("哪一列是名称", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var mapped = await administrator.PostAsync(page, Said("title"), "Map");
        Assert.Equal(HttpStatusCode.Redirect, mapped.StatusCode);
        using var started = await administrator.PostAsync(page, [], "Start");
        await hub.Services.GetRequiredService<UploadRunner>().RunAsync(CancellationToken.None);
        var record = (await hub.Services.GetRequiredService<RecordStore>().FindAsync(RecordKind.Patent, "202410000103.1", CancellationToken.None))!.Record;
        Assert.Equal("一种自编的茶壶", record.Title);
        Assert.Equal(["甲公司", "乙大学"], record.Parties.Select(party => party.Name));
        Assert.Equal(new DateOnly(2024, 1, 3), record.FilingDate);
        Assert.Equal("留着", record.Extra["备忘"]);

        // The next table of the kind takes it by its name, on the web and by the file.
        var next = await SendAsync(administrator, "自编2.csv", Encoding.UTF8.GetBytes("编码;东西叫什么;归谁;交的那天;备忘\n202410000104.6;一种自编的茶杯;甲公司;2024-01-04;\n"));
        using var used = await administrator.PostAsync(next, [("saved", "自编台账")], "Use");
        Assert.Contains("一种自编的茶杯", (await administrator.GetAsync(next)).Text, StringComparison.Ordinal);
        var mapping = await hub.Services.GetRequiredService<MappingStore>().FindAsync("自编台账", CancellationToken.None);
        Assert.Equal(mapping!.ToCsv(), TableMapping.Parse(mapping.ToCsv())!.ToCsv());
        Assert.Null(TableMapping.Parse("kind,header,field\npatent,编码,applicationNumber\n"));
        Assert.Null(TableMapping.Parse("kind,header,field\npatent,编码,nowhere\npatent,名,title\n"));
    }

    [Fact]
    public async Task Refused_rows_come_back_in_their_layout_and_are_taken_when_corrected()
    {
        using var administrator = await hub.SignInAsync("admin");
        var page = await SendAsync(administrator, "有错.csv",
            Encoding.UTF8.GetBytes("编者注,申请号,专利名称,申请人,申请日\n\"甲,\"\"乙\"\"\",202410000105.0,好的一行,甲公司,2024-01-05\n=1+1,202410000106.5,日期有错的一行,甲公司,2024-13-05\n"));
        using var started = await administrator.PostAsync(page, [], "Start");
        await hub.Services.GetRequiredService<UploadRunner>().RunAsync(CancellationToken.None);
        var batch = await hub.ScalarAsync<Guid>("select batch_id from exchange.upload where id = @id", new { id = Guid.Parse(page.Split('/')[^1]) });
        var (_, manage) = await administrator.GetAsync($"/imports/{batch}/manage");
        Assert.Contains("1 行", manage, StringComparison.Ordinal);
        var (status, rows) = await administrator.GetAsync($"/imports/{batch}/manage?handler=Rows&part=1");
        Assert.Equal(HttpStatusCode.OK, status);
        var lines = rows.TrimStart('\uFEFF').Split("\r\n");
        Assert.Equal("编者注,申请号,专利名称,申请人,申请日,拒绝原因", lines[0]);
        Assert.StartsWith("'=1+1,202410000106.5,日期有错的一行,甲公司,2024-13-05,日期无法识别", lines[1], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await administrator.GetAsync($"/imports/{batch}/manage?handler=Rows&part=2")).Status);

        var again = await SendAsync(administrator, "改正.csv", Encoding.UTF8.GetBytes(rows.Replace("2024-13-05", "2024-03-05", StringComparison.Ordinal)));
        using var second = await administrator.PostAsync(again, [], "Start");
        await hub.Services.GetRequiredService<UploadRunner>().RunAsync(CancellationToken.None);
        var record = (await hub.Services.GetRequiredService<RecordStore>().FindAsync(RecordKind.Patent, "202410000106.5", CancellationToken.None))!.Record;
        Assert.Equal(new DateOnly(2024, 3, 5), record.FilingDate);
        Assert.DoesNotContain("拒绝原因", record.Extra.Keys);
        Assert.Equal("=1+1", record.Extra["编者注"]);
    }

    [Fact]
    public async Task An_import_is_taken_back_whole_and_what_others_changed_since_stays()
    {
        using var administrator = await hub.SignInAsync("admin");
        var store = hub.Services.GetRequiredService<RecordStore>();
        var first = await ImportAsync("甲.csv", "申请号,专利名称,申请人,申请日\n202410000107.X,从前的名称,甲公司,2024-01-07\n");
        var second = await ImportAsync("乙.csv", "申请号,专利名称,申请人,申请日\n202410000107.X,后来的名称,甲公司,2024-01-07\n202410000108.4,只在乙中,甲公司,2024-01-08\n202410000109.9,乙带来丙更新,甲公司,2024-01-09\n");
        await ImportAsync("丙.csv", "申请号,专利名称,申请人,申请日\n202410000109.9,丙的名称,甲公司,2024-01-09\n");
        Assert.NotEqual(first, second);

        using var staff = await hub.SignInAsync("staff");
        Assert.NotEqual(HttpStatusCode.OK, (await staff.GetAsync($"/imports/{second}/manage")).Status);
        Assert.DoesNotContain("/manage", (await staff.GetAsync($"/imports/{second}")).Text, StringComparison.Ordinal);
        using var back = await administrator.PostAsync($"/imports/{second}/manage", [], "Back");
        using var unknown = await administrator.PostAsync($"/imports/{first}/manage", [], "Map");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        await hub.Services.GetRequiredService<ImportUndo>().RunAsync(CancellationToken.None);

        Assert.Equal("从前的名称", (await store.FindAsync(RecordKind.Patent, "202410000107.X", CancellationToken.None))!.Record.Title);
        Assert.Null(await store.FindAsync(RecordKind.Patent, "202410000108.4", CancellationToken.None));
        Assert.Equal("丙的名称", (await store.FindAsync(RecordKind.Patent, "202410000109.9", CancellationToken.None))!.Record.Title);
        Assert.Contains("删除 1 条，恢复 1 条，其后又被更新而保持不变 1 条", (await administrator.GetAsync($"/imports/{second}/manage")).Text, StringComparison.Ordinal);
        Assert.NotNull(await hub.Services.GetRequiredService<ImportUndo>().AskAsync(second, CancellationToken.None));

        // The same file may come again.
        await ImportAsync("乙.csv", "申请号,专利名称,申请人,申请日\n202410000107.X,后来的名称,甲公司,2024-01-07\n202410000108.4,只在乙中,甲公司,2024-01-08\n202410000109.9,乙带来丙更新,甲公司,2024-01-09\n");
        Assert.NotNull(await store.FindAsync(RecordKind.Patent, "202410000108.4", CancellationToken.None));

        async Task<Guid> ImportAsync(string name, string content)
        {
            var page = await SendAsync(administrator, name, Encoding.UTF8.GetBytes(content));
            using var started = await administrator.PostAsync(page, [], "Start");
            await hub.Services.GetRequiredService<UploadRunner>().RunAsync(CancellationToken.None);
            return await hub.ScalarAsync<Guid>("select batch_id from exchange.upload where id = @id", new { id = Guid.Parse(page.Split('/')[^1]) });
        }
    }

    [Fact]
    public async Task What_may_be_another_right_is_held_until_somebody_decides()
    {
        using var administrator = await hub.SignInAsync("admin");
        var store = hub.Services.GetRequiredService<RecordStore>();
        async Task ImportAsync(string name, string row)
        {
            var page = await SendAsync(administrator, name, Encoding.UTF8.GetBytes("申请号,专利名称,申请人,申请日\n" + row + "\n"));
            using var started = await administrator.PostAsync(page, [], "Start");
            await hub.Services.GetRequiredService<UploadRunner>().RunAsync(CancellationToken.None);
        }

        await ImportAsync("a.csv", "202410000110.1,一种电池,甲公司,2024-01-10");
        await ImportAsync("b.csv", "202410000110.1,一种茶壶,戊公司,2015-05-05");
        await ImportAsync("c.csv", "202410000110.1,一种茶壶,戊公司,2015-05-05 ");
        Assert.Equal("一种电池", (await store.FindAsync(RecordKind.Patent, "202410000110.1", CancellationToken.None))!.Record.Title);
        var (_, shown) = await administrator.GetAsync("/imports/conflicts");
        Assert.Contains("一种茶壶", shown, StringComparison.Ordinal);
        var open = await hub.Services.GetRequiredService<ConflictStore>().OpenAsync(100, CancellationToken.None);
        var mine = open.Where(conflict => conflict.Incoming.Number == "2024100001101").ToList();
        using var dropped = await administrator.PostAsync("/imports/conflicts", [("conflict", mine[0].Id.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("decision", "drop")]);
        Assert.Equal("一种电池", (await store.FindAsync(RecordKind.Patent, "202410000110.1", CancellationToken.None))!.Record.Title);
        await ImportAsync("d.csv", "202410000110.1,一种茶壶,戊公司,2015-05-06");
        var again = (await hub.Services.GetRequiredService<ConflictStore>().OpenAsync(100, CancellationToken.None)).Last(conflict => conflict.Incoming.Number == "2024100001101");
        using var taken = await administrator.PostAsync("/imports/conflicts", [("conflict", again.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("decision", "take")]);
        Assert.Equal("一种茶壶", (await store.FindAsync(RecordKind.Patent, "202410000110.1", CancellationToken.None))!.Record.Title);
        using var twice = await administrator.PostAsync("/imports/conflicts", [("conflict", again.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("decision", "take")]);
        Assert.Equal(HttpStatusCode.Redirect, twice.StatusCode);
    }

    [Fact]
    public async Task Nobody_else_may_and_a_form_without_its_token_is_refused()
    {
        using var stranger = new Visitor(hub.Address);
        using var open = await stranger.OpenAsync("/imports/new");
        Assert.Equal(HttpStatusCode.Redirect, open.StatusCode);
        using var staff = await hub.SignInAsync("staff");
        Assert.NotEqual(HttpStatusCode.OK, (await staff.GetAsync("/imports/new")).Status);
        using var administrator = await hub.SignInAsync("admin");
        using var bare = await administrator.Http.PostAsync("/imports/new", new MultipartFormDataContent { { new ByteArrayContent(Table), "upload", "a.csv" } });
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        var (_, visitors) = await stranger.GetAsync("/imports");
        Assert.DoesNotContain("./zhishu", visitors, StringComparison.Ordinal);
    }
}
