using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Search;

namespace Zhishu.Tests.App;

/// <summary>Administrators edit synonyms and terms on the web.</summary>
[Collection(OfficeCollection.Name)]
public sealed class WordsTests(OfficeHub hub)
{
    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(Visitor visitor, string handler, params (string, string)[] fields)
    {
        using var answer = await visitor.PostAsync("/words?find=quux", fields, handler);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task What_is_added_is_searched_for_and_what_is_removed_can_be_put_back()
    {
        using var administrator = await hub.SignInAsync("admin");
        var (terms, synonyms) = (hub.Services.GetRequiredService<Terms>(), hub.Services.GetRequiredService<Synonyms>());
        Assert.Contains("已增加一对术语", (await SendAsync(administrator, "AddTerm", ("zh", "壬癸膜"), ("en", "quux film"), ("field", "B32B"))).Text, StringComparison.Ordinal);
        var (again, refused) = await SendAsync(administrator, "AddTerm", ("zh", "壬癸膜"), ("en", "Quux film"), ("field", ""));
        Assert.Equal(HttpStatusCode.BadRequest, again);
        Assert.Contains("表中已有", refused, StringComparison.Ordinal);
        var pair = Assert.Single((await terms.ListAsync("quux film", 0, 10, CancellationToken.None)).Pairs);
        var removed = await SendAsync(administrator, "RemoveTerm", ("id", $"{pair.Id}"));
        Assert.Contains("value=\"quux film\"", removed.Text, StringComparison.Ordinal);
        Assert.Empty((await terms.ListAsync("quux film", 0, 10, CancellationToken.None)).Pairs);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(administrator, "RemoveTerm", ("id", $"{pair.Id}"))).Status);

        Assert.Contains("已增加一组同义词", (await SendAsync(administrator, "AddGroup", ("words", "quux一、quux二，quux三"))).Text, StringComparison.Ordinal);
        Assert.Equal(["quux二", "quux三"], await synonyms.OfAsync("quux一", CancellationToken.None));
        var group = (await synonyms.ListAsync(CancellationToken.None)).Single(one => one.Terms[0] == "quux一");
        Assert.Contains("quux一、quux二、quux三", (await SendAsync(administrator, "RemoveGroup", ("id", $"{group.Id}"))).Text, StringComparison.Ordinal);
        Assert.Empty(await synonyms.OfAsync("quux一", CancellationToken.None));
        Assert.Equal(4, await hub.ScalarAsync<long>("select count(*) from foundation.process where type in ('words.add', 'words.remove') and subject_name like '%quux%'"));
    }
}
