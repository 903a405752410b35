using System.Net;
using System.Text.RegularExpressions;

namespace Zhishu.Tests.Identity;

/// <summary>The files of a form that is refused come back with it, for the same browser and the same form alone.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed partial class KeptFileTests(OfficeHub hub)
{
    private static readonly byte[] Pdf = "%PDF-1.4\n%%EOF"u8.ToArray();
    private static readonly byte[] Other = "%PDF-1.4\nanother\n%%EOF"u8.ToArray();

    [Theory]
    [InlineData(null)]
    [InlineData("user")]
    public async Task A_refused_form_keeps_its_files_until_it_is_taken(string? who)
    {
        using var person = await AsAsync(who);
        var title = $"附件要保留{who}";
        var key = await RefusedAsync(person, "材料.pdf", Pdf);
        using (var again = await person.UploadManyAsync("/enquiries/ask", Fields("", key), []))
        {
            // Refused a second time it is still there, under a new key; the old one is gone.
            Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
            var second = KeyOf(await again.Content.ReadAsStringAsync());
            Assert.NotEqual(key, second);
            key = second;
        }

        using var taken = await person.UploadManyAsync("/enquiries/ask", Fields(title, key), []);
        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        Assert.Equal(["材料.pdf"], await FilesAsync(title));
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from identity.kept_files"));
    }

    [Fact]
    public async Task What_is_chosen_anew_takes_their_place_and_a_tick_leaves_them_out()
    {
        using var person = await AsAsync("user");
        var key = await RefusedAsync(person, "旧的.pdf", Pdf);
        using (var anew = await person.UploadManyAsync("/enquiries/ask", Fields("换了附件", key), [("files", "新的.pdf", Other)]))
            Assert.Equal(HttpStatusCode.Redirect, anew.StatusCode);
        Assert.Equal(["新的.pdf"], await FilesAsync("换了附件"));
        key = await RefusedAsync(person, "不要的.pdf", Pdf);
        using (var without = await person.UploadManyAsync("/enquiries/ask", [.. Fields("不要附件了", key), ("kept-drop", "true")], []))
            Assert.Equal(HttpStatusCode.Redirect, without.StatusCode);
        Assert.Empty(await FilesAsync("不要附件了"));
    }

    [Fact]
    public async Task Nobody_else_gets_them_and_no_other_form()
    {
        using var person = await AsAsync("user");
        using var other = await AsAsync("applicant");
        var key = await RefusedAsync(person, "秘密.pdf", Pdf);
        using (var stolen = await other.UploadManyAsync("/enquiries/ask", Fields("别人的附件", key), []))
            Assert.Equal(HttpStatusCode.Redirect, stolen.StatusCode);
        Assert.Empty(await FilesAsync("别人的附件"));
        Assert.Equal(1, await hub.ScalarAsync<long>("select count(*) from identity.kept_files"));
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from identity.kept_files where position('%PDF'::bytea in body) > 0"));
        using (var elsewhere = await person.UploadManyAsync("/feedback/new", [("kept", key)], []))
            Assert.Equal(HttpStatusCode.BadRequest, elsewhere.StatusCode);

        // An hour later they are gone, and of one browser the last three are kept.
        key = await RefusedAsync(person, "过时.pdf", Pdf);
        hub.Clock.Now = hub.Clock.Now.AddMinutes(61);
        using (var late = await person.UploadManyAsync("/enquiries/ask", Fields("来晚了的附件", key), []))
            Assert.Equal(HttpStatusCode.Redirect, late.StatusCode);
        Assert.Empty(await FilesAsync("来晚了的附件"));
        for (var i = 0; i < 5; i++)
            await RefusedAsync(person, $"第 {i} 个.pdf", Pdf);
        Assert.InRange(await hub.ScalarAsync<long>("select count(*) from identity.kept_files"), 1, 4);
        await hub.ScalarAsync<int>("with gone as (delete from identity.kept_files returning 1) select count(*)::int from gone");
    }

    private async Task<Visitor> AsAsync(string? who)
    {
        var visitor = who is null ? new Visitor(hub.Address) : await hub.SignInAsync(who);

        // The cookie that guards forms is what a browser without an account is known by.
        await visitor.GetAsync("/enquiries/ask");
        return visitor;
    }

    private static async Task<string> RefusedAsync(Visitor person, string name, byte[] content)
    {
        using var refused = await person.UploadManyAsync("/enquiries/ask", Fields("", null), [("files", name, content)]);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var text = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Contains($"不必重新选择：{name}", text, StringComparison.Ordinal);
        return KeyOf(text);
    }

    private async Task<IReadOnlyList<string>> FilesAsync(string title)
    {
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        return [.. await Dapper.SqlMapper.QueryAsync<string>(connection,
            "select file.name from foundation.file join enquiries.enquiry on enquiry.id = file.case_id where enquiry.title = @title order by file.name", new { title })];
    }

    private static string KeyOf(string page) => Kept().Match(page).Groups[1].Value;

    private static (string, string)[] Fields(string title, string? key) =>
        [("Title", title), ("Text", "附件里是全部材料，请看附件。"), ("Subject", "patent"), ("Region", "310115"), ("suggested", "true"), ("Name", "张三"), ("Phone", "13900000000"), ("kept", key ?? "")];

    [GeneratedRegex("name=\"kept\"\\s+value=\"([^\"]+)\"")]
    private static partial Regex Kept();
}
