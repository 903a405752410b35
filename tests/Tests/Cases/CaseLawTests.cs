using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;

namespace Zhishu.Tests.Cases;

/// <summary>
/// The same laws for every kind of case (that its states can be reached and are drawn as they are stands in <see cref="Services.StateTests"/>): strangers find
/// nothing, the late one is told, twice is once, no way but by the table, the list is its files, what names a person goes with the person.
/// </summary>
[Collection(PublicServiceCollection.Name)]
public sealed class CaseLawTests(OfficeHub hub)
{
    public static TheoryData<string> Kinds => [.. CaseExample.All.Select(example => example.Name)];

    [Fact]
    public void Every_kind_in_the_program_is_tried()
    {
        using var scope = hub.Services.CreateScope();
        Assert.Equal(scope.ServiceProvider.GetServices<IStateMachine>().Select(machine => machine.Name).Order(), CaseExample.All.Select(example => example.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_stranger_finds_nothing_and_can_do_nothing(string kind)
    {
        var example = Of(kind);
        using var opener = await hub.SignInAsync(example.Opener);
        var page = await example.OpenAsync(hub, opener, "陌生人看不到");
        using var stranger = await hub.SignInAsync(example.Stranger);
        using var nobody = new Visitor(hub.Address);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).Status);
        Assert.DoesNotContain("陌生人看不到", (await stranger.GetAsync(example.Path)).Text, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, (await nobody.GetAsync(page)).Status);
        Assert.NotEqual(HttpStatusCode.OK, (await nobody.GetAsync(example.Path + ".csv")).Status);
        var before = await RowAsync(example, page);
        foreach (var act in Acts(kind))
        {
            using var tried = await SendAsync(stranger, page, act, example);
            Assert.Equal(HttpStatusCode.NotFound, tried.StatusCode);
        }

        Assert.Equal(before, await RowAsync(example, page));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_is_done_but_by_a_row_of_the_table_and_nobody_sees_a_button_that_is_not_theirs(string kind)
    {
        var example = Of(kind);
        using var opener = await hub.SignInAsync(example.Opener);
        var page = await example.OpenAsync(hub, opener, "只按表办理");
        foreach (var name in example.Others.Prepend(example.Opener))
        {
            using var person = await hub.SignInAsync(name);
            var (status, text) = await person.GetAsync(page);
            if (status == HttpStatusCode.NotFound)
                continue;
            var offered = Regex.Matches(text, "name=\"act\"\\s+value=\"(\\w+)\"").Select(match => match.Groups[1].Value).ToHashSet();
            foreach (var act in Acts(kind).Where(act => !offered.Contains(act)))
            {
                var before = await RowAsync(example, page);
                using var tried = await SendAsync(person, page, act, example);
                Assert.True(tried.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Conflict, $"{name} {act}: {tried.StatusCode}");
                Assert.Equal(before, await RowAsync(example, page));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_question_that_makes_no_sense_breaks_neither_the_list_nor_its_files(string kind)
    {
        var example = Of(kind);
        using var person = await hub.SignInAsync(example.Lister);
        foreach (var list in kind == "resource" ? [example.Path, "/resources", "/resources/plans"] : new[] { example.Path })
        {
            var form = Regex.Match((await person.GetAsync(list)).Text, "<form[^>]+role=\"search\".*?</form>", RegexOptions.Singleline).Value;
            var names = Regex.Matches(form, "name=\"([a-z]+)\"").Select(match => match.Groups[1].Value).Distinct().ToList();
            Assert.NotEmpty(names);
            foreach (var nonsense in new[] { "%00%00", "%01", "%F0%90", "2026-99-99", "-1" })
            {
                var asked = "?" + string.Join('&', names.Append("page").Select(name => $"{name}={nonsense}"));
                Assert.InRange((int)(await person.GetAsync(list + asked)).Status, 200, 302);
                foreach (var format in new[] { ".csv", ".json" })
                    Assert.Equal(HttpStatusCode.OK, (await person.GetAsync(list + format + asked)).Status);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Who_comes_late_is_told_and_changes_nothing(string kind)
    {
        var example = Of(kind);
        using var opener = await hub.SignInAsync(example.Opener);
        var page = await example.OpenAsync(hub, opener, "两人同时办理");
        var offers = new List<(string Name, string Act, string Label, string Seen)>();
        foreach (var name in example.Others.Prepend(example.Opener))
        {
            using var person = await hub.SignInAsync(name);
            var text = (await person.GetAsync(page)).Text;
            offers.AddRange(text.Split("<form").SelectMany(form => Regex.Matches(form, "name=\"act\"\\s+value=\"(\\w+)\">([^<]+)<").Select(match =>
                (name, match.Groups[1].Value, match.Groups[2].Value, Regex.Match(form, "name=\"seen\"\\s+value=\"(\\d+)\"").Groups[1].Value))));
        }

        // Every form that somebody has open carries what it saw, but for words aside, which change no state; after one act all the others come too late.
        var asides = offers.Where(offer => offer.Seen.Length == 0).Select(offer => offer.Label).ToList();
        using (var scope = hub.Services.CreateScope())
        {
            Assert.All(scope.ServiceProvider.GetServices<IStateMachine>().Single(machine => machine.Name == kind).Drawn.Where(row => asides.Contains(row.Act.Zh)),
                row => Assert.Equal([row.From], row.To));
        }

        offers.RemoveAll(offer => offer.Seen.Length == 0);
        Assert.NotEmpty(offers);
        await hub.ScalarAsync<int>($"update {example.Table} set revision = revision + 1 where id = @id returning 1", new { id = IdOf(page) });
        foreach (var (name, act, _, seen) in offers)
        {
            using var person = await hub.SignInAsync(name);
            var before = await RowAsync(example, page);
            using var late = await SendAsync(person, page, act, example, ("seen", seen));
            Assert.Equal((act, HttpStatusCode.Conflict), (act, late.StatusCode));
            Assert.Matches("刷新查看|核对后再保存", await late.Content.ReadAsStringAsync());
            Assert.Equal(before, await RowAsync(example, page));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_same_sent_twice_or_ten_times_at_once_is_one(string kind)
    {
        var example = Of(kind);
        using var opener = await hub.SignInAsync(example.Opener);
        var fields = await example.Fields(hub, "点了两下");
        var sent = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => example.SendAsync(opener, fields)));
        Assert.Single(sent.Select(answer => answer.Headers.Location?.ToString()).Distinct());
        Assert.NotEqual(sent[0].Headers.Location?.ToString(), await example.OpenAsync(hub, opener, "另一件"));
        foreach (var answer in sent)
            answer.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_list_and_its_files_hold_the_same(string kind)
    {
        var example = Of(kind);
        using var opener = await hub.SignInAsync(example.Opener);
        using var lister = await hub.SignInAsync(example.Lister);
        var page = await example.OpenAsync(hub, opener, "列表与文件一致");
        var code = await hub.ScalarAsync<string>($"select code from {example.Table} where id = @id", new { id = IdOf(page) });
        foreach (var query in new[] { "", $"?q={code}", "?from=2026-01-01&to=2027-12-31", "?from=9999-99-99&state=nothing&page=x" })
        {
            var text = (await lister.GetAsync(example.Path + query)).Text;
            var total = int.Parse(Regex.Match(text, "role=\"status\">\\s*共\\s*([\\d,]+)").Groups[1].Value.Replace(",", "", StringComparison.Ordinal), null);
            var csv = (await lister.GetAsync(example.Path + ".csv" + query)).Text;
            using var json = JsonDocument.Parse((await lister.GetAsync(example.Path + ".json" + query)).Text);
            using var xlsx = await lister.OpenAsync(example.Path + ".xlsx" + query);
            Assert.Equal(total, json.RootElement.GetArrayLength());
            Assert.Equal(total, json.RootElement.EnumerateArray().Count(row => csv.Contains(row.GetProperty("code").GetString()!, StringComparison.Ordinal)));
            Assert.Contains(code, json.RootElement.EnumerateArray().Select(row => row.GetProperty("code").GetString()));
            Assert.Equal(HttpStatusCode.OK, xlsx.StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await lister.GetAsync(example.Path + ".exe")).Status);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_names_a_person_goes_with_the_person(string kind)
    {
        var example = Of(kind);
        var account = await hub.ScalarAsync<Guid>("select id from identity.account where email = @email", new { email = example.Opener + "@demo.example" });
        var name = await hub.ScalarAsync<string>("select display_name from identity.account where id = @account", new { account });
        using var opener = await hub.SignInAsync(example.Opener);
        var page = await example.OpenAsync(hub, opener, "会被忘记");
        await using var scope = hub.Services.CreateAsyncScope();
        var data = scope.ServiceProvider.GetServices<IPersonalData>().Single(part => part.Name == kind);
        var given = JsonSerializer.Serialize(await data.ExportAsync(account, CancellationToken.None), JsonColumn.Options);
        var row = await RowAsync(example, page);
        if (given == "[]")
        {
            // A kind that gives nothing out holds nothing: neither name nor account.
            Assert.DoesNotContain(name!, row, StringComparison.Ordinal);
            Assert.DoesNotContain(account.ToString(), row, StringComparison.Ordinal);
            return;
        }

        Assert.Contains(name!, row, StringComparison.Ordinal);
        Assert.Contains("会被忘记", given, StringComparison.Ordinal);
        await using var connection = await hub.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await data.EraseAsync(account, transaction, CancellationToken.None);
        var left = await Dapper.SqlMapper.QuerySingleAsync<string>(
            connection, $"select row_to_json(it)::text from {example.Table} it where id = @id", new { id = IdOf(page) }, transaction);
        Assert.DoesNotContain(name!, left, StringComparison.Ordinal);
        Assert.DoesNotContain(account.ToString(), left, StringComparison.Ordinal);

        // The demo account is needed by others.
        await transaction.RollbackAsync();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_waits_for_somebody_stands_on_the_workbench(string kind)
    {
        var example = Of(kind);
        using var opener = await hub.SignInAsync(example.Opener);
        var page = await example.OpenAsync(hub, opener, "工作台上看得到");
        var benches = new List<string>();
        foreach (var name in example.Others.Prepend(example.Opener))
        {
            using var person = await hub.SignInAsync(name);
            benches.Add((await person.GetAsync("/workbench")).Text);
        }

        using var stranger = await hub.SignInAsync(example.Stranger);
        Assert.DoesNotContain(page, (await stranger.GetAsync("/workbench")).Text, StringComparison.Ordinal);
        Assert.Contains(benches, bench => bench.Contains(page, StringComparison.Ordinal));
    }

    private static CaseExample Of(string kind) => CaseExample.All.Single(example => example.Name == kind);

    private List<string> Acts(string kind)
    {
        using var scope = hub.Services.CreateScope();
        var table = scope.ServiceProvider.GetServices<IStateMachine>().Single(machine => machine.Name == kind).GetType();
        return [.. Enum.GetNames(table.GetGenericArguments()[2])];
    }

    private static Task<HttpResponseMessage> SendAsync(Visitor person, string page, string act, CaseExample example, params (string, string)[] more) =>
        SendWithTokenAsync(person, page, [("act", act), .. example.Acts.GetValueOrDefault(act, []), .. more]);

    private static async Task<HttpResponseMessage> SendWithTokenAsync(Visitor person, string page, IEnumerable<(string, string)> fields)
    {
        // A token of a page that everybody may open: whoever may not see this one has none of it.
        var token = Regex.Match((await person.GetAsync("/enquiries/ask")).Text, "name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"").Groups[1].Value;
        return await person.SendAsync(page, [.. fields, ("__RequestVerificationToken", token)]);
    }

    private async Task<string> RowAsync(CaseExample example, string page) =>
        (await hub.ScalarAsync<string>($"select row_to_json(it)::text from {example.Table} it where id = @id", new { id = IdOf(page) }))!;

    private static Guid IdOf(string page) => Guid.Parse(page.Split('/')[^1]);
}
