using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Zhishu.Tests.Identity;

/// <summary>Drafts that the script of the pages keeps with the hub.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class DraftTests(OfficeHub hub)
{
    [Fact]
    public async Task A_draft_is_its_writers_alone_encrypted_and_gone_when_dropped()
    {
        using var person = await hub.SignInAsync("user");
        using var other = await hub.SignInAsync("applicant");
        using var nobody = new Visitor(hub.Address);
        Assert.Equal(HttpStatusCode.OK, await PutAsync(person, "/board/new", "写了一半的需求"));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(person, "/board/new", "写了大半的需求"));
        Assert.Equal(["写了大半的需求"], await TextsAsync(person, "/board/new"));
        Assert.Empty(await TextsAsync(person, "/requests/new"));
        Assert.Empty(await TextsAsync(other, "/board/new"));
        using (var unsigned = await nobody.OpenAsync("/account/drafts?page=/board/new"))
            Assert.NotEqual(HttpStatusCode.OK, unsigned.StatusCode);
        Assert.Equal(1, await hub.ScalarAsync<long>("select count(*) from identity.draft"));
        Assert.Equal(0, await hub.ScalarAsync<long>("select count(*) from identity.draft where position(convert_to('大半', 'utf8') in body) > 0"));
        Assert.Contains("写了大半的需求", JsonSerializer.Serialize(await ExportAsync(), Zhishu.Foundation.JsonColumn.Options), StringComparison.Ordinal);
        using (var dropped = await person.Http.DeleteAsync("/account/drafts?page=/board/new&form=/"))
            Assert.Equal(HttpStatusCode.NoContent, dropped.StatusCode);
        Assert.Empty(await TextsAsync(person, "/board/new"));
    }

    [Fact]
    public async Task What_is_no_draft_is_refused_and_one_person_does_not_fill_the_hub()
    {
        using var person = await hub.SignInAsync("user");
        foreach (var (body, type, status) in new[]
        {
            ("{", "application/json", HttpStatusCode.BadRequest), ("{}", "application/json", HttpStatusCode.BadRequest),
            ("page=/a", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType),
            ("{\"page\":\"/a\",\"form\":\"\",\"fields\":{\"x\":\"" + new string('长', 250_000) + "\"}}", "application/json", HttpStatusCode.BadRequest),
            ("{\"page\":\"/a\",\"form\":\"\",\"fields\":{\"x\":null}}", "application/json", HttpStatusCode.OK),
        })
        {
            using var answer = await person.Http.PutAsync("/account/drafts", new StringContent(body, Encoding.UTF8, type));
            Assert.Equal(status, answer.StatusCode);
        }

        for (var i = 0; i < 40; i++)
            Assert.Equal(HttpStatusCode.OK, await PutAsync(person, $"/page/{i}", "一份草稿"));
        Assert.Equal(30, await hub.ScalarAsync<long>("select count(*) from identity.draft"));
        Assert.Equal(["一份草稿"], await TextsAsync(person, "/page/39"));
        await hub.ScalarAsync<int>("with gone as (delete from identity.draft returning 1) select count(*)::int from gone");
    }

    private async Task<object> ExportAsync()
    {
        var account = await hub.ScalarAsync<Guid>("select id from identity.account where email = 'user@demo.example'");
        return await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Zhishu.Identity.Drafts.DraftStore>(hub.Services)
            .ExportAsync(account, CancellationToken.None);
    }

    private static async Task<HttpStatusCode> PutAsync(Visitor person, string page, string text)
    {
        using var answer = await person.Http.PutAsJsonAsync("/account/drafts", new { page, form = "/", at = "2026-11-28T00:00:00Z", fields = new Dictionary<string, string> { ["Text"] = text } });
        return answer.StatusCode;
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(Visitor person, string page)
    {
        using var json = JsonDocument.Parse((await person.GetAsync($"/account/drafts?page={page}")).Text);
        return [.. json.RootElement.EnumerateArray().Select(draft => draft.GetProperty("fields").GetProperty("Text").GetString()!)];
    }
}
