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
