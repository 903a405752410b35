using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Identity.SignIn;

namespace Zhishu.Tests.Identity;

/// <summary>Mail and accounts, on a hub that sends mail.</summary>
[Collection(ServerCollection.Name)]
public sealed class MailProofTests(TestServer hub)
{
    [Fact]
    public async Task Notices_are_mailed_once_the_address_is_confirmed_by_the_link_and_a_forgotten_password_by_mail()
    {
        await using var scratch = await hub.ScratchAsync();
        var options = new HubOptions { DataFolder = scratch.Folder, Mail = new() { Host = "mail.example" } };
        await using var services = scratch.Serve(options, TimeProvider.System);
        await using var scope = services.CreateAsyncScope();
        var (id, _) = await scope.ServiceProvider.GetRequiredService<AccountDesk>().CreateAsync(new("new@a.example", "新人", "Right-Horse-9"), null, CancellationToken.None);
        var proof = scope.ServiceProvider.GetRequiredService<AddressProof>();
        await proof.MailAsync(id!.Value, CancellationToken.None);
        await TellAsync(services, id.Value);
        Assert.Equal(1, await scratch.ScalarAsync<long>("select count(*) from foundation.mail"));
        Assert.Equal(1, await scratch.ScalarAsync<long>("select count(*) from identity.notice"));

        var link = new Uri((await scratch.ScalarAsync<string>("select body from foundation.mail")).Split('\n')[1]);
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(link.Query);
        Assert.False(await proof.ConfirmAsync(query["id"]!, "wrong", CancellationToken.None));
        Assert.True(await proof.ConfirmAsync(query["id"]!, query["token"]!, CancellationToken.None));
        await TellAsync(services, id.Value);
        Assert.Equal(2, await scratch.ScalarAsync<long>("select count(*) from foundation.mail"));

        await scope.ServiceProvider.GetRequiredService<PasswordReset>().MailAsync("new@a.example", CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<PasswordReset>().MailAsync("nobody@a.example", CancellationToken.None);
        Assert.Equal(3, await scratch.ScalarAsync<long>("select count(*) from foundation.mail"));
    }

    [Fact]
    public async Task Everybody_of_an_audience_is_told_once_and_who_wants_none_gets_no_mail()
    {
        await using var scratch = await hub.ScratchAsync();
        var options = new HubOptions { DataFolder = scratch.Folder, Mail = new() { Host = "mail.example" } };
        await using var services = scratch.Serve(options, TimeProvider.System);
        await using var scope = services.CreateAsyncScope();
        var people = new List<Guid>();
        foreach (var name in new[] { "wants", "declined", "unproved", "closed", "stranger" })
            people.Add((await scope.ServiceProvider.GetRequiredService<AccountDesk>().CreateAsync(new($"{name}@a.example", name, "Right-Horse-9"), null, CancellationToken.None)).Item1!.Value);
        await using (var connection = await scratch.Database.Source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                "insert into identity.account_grant (id, account_id, duty, given_at, given_by) select gen_random_uuid(), id, 'National', now(), 'test' "
                + "from identity.account where display_name <> 'stranger'");
            await connection.ExecuteAsync("update identity.account set email_confirmed = true where display_name <> 'unproved'");
            await connection.ExecuteAsync("update identity.account set disabled = true where display_name = 'closed'");
            await connection.ExecuteAsync("insert into identity.mail_choice (account_id, area) select id, 'account' from identity.account where display_name = 'declined'");
        }

        for (var i = 0; i < 2; i++)
        {
            // The second time as after a crash: the subscriber stands where it stood before.
            await TellAsync(services, "national", people[0], write: i == 0);
            Assert.Equal("declined,unproved,wants",
                await scratch.ScalarAsync<string>(
                "select string_agg(a.display_name, ',' order by a.display_name) from identity.notice n join identity.account a on a.id = n.account_id where n.zh = '有进展'"));
            Assert.Equal("wants@a.example", await scratch.ScalarAsync<string>("select string_agg(recipient, ',') from foundation.mail where subject = '有进展'"));
            await using var connection = await scratch.Database.Source.OpenConnectionAsync();
            await connection.ExecuteAsync("update foundation.subscriber set seq = 0 where name = 'identity.notices'");
        }
    }

    [Fact]
    public async Task Sign_up_says_the_same_of_every_address_and_an_unproved_one_opens_nothing()
    {
        await using var live = await Zhishu.Tests.Exchange.LiveHub.StartAsync(hub, "邮件枢纽", null, ("Mail:Host", "mail.example"), ("AccountTriesPerMinute", "1000"));
        var address = new Uri(live.Address);
        async Task<string> SignUpAsync(string email, string password)
        {
            using var visitor = new Visitor(address);
            using var answer = await visitor.PostAsync("/account/sign-up", [("name", "某人"), ("email", email), ("password", password), ("again", password)]);
            Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
            return (await answer.Content.ReadAsStringAsync()).Replace(email, "", StringComparison.Ordinal);
        }

        async Task<string?> SignInAsync(string email, string password)
        {
            using var visitor = new Visitor(address);
            using var answer = await visitor.PostAsync("/account/sign-in", [("email", email), ("password", password)]);
            return answer.Headers.Location?.ToString();
        }

        // A stranger signs up with the address of another: it is asked of the owner, and the stranger gets nowhere.
        var fresh = await SignUpAsync("li.guanyuan@library.example", "Stranger-Horse-9");
        Assert.Contains("请查收邮件", System.Net.WebUtility.HtmlDecode(fresh), StringComparison.Ordinal);
        Assert.Null(await SignInAsync("li.guanyuan@library.example", "Stranger-Horse-9"));

        // The owner signs up and reads the same words; the link in the mail makes the account the owner's.
        Assert.Equal(Plain(fresh), Plain(await SignUpAsync("li.guanyuan@library.example", "Owner-Horse-99")));
        var link = new Uri((await live.Scratch.ScalarAsync<string>(
            "select body from foundation.mail where body like '%/account/reset%' order by written_at desc limit 1")).Split('\n').First(line => line.StartsWith("http", StringComparison.Ordinal)));
        using var owner = new Visitor(address);
        using var reset = await owner.PostAsync(link.PathAndQuery, [("password", "Owner-Horse-99")]);
        Assert.Equal(System.Net.HttpStatusCode.OK, reset.StatusCode);
        Assert.Equal("/workbench", await SignInAsync("li.guanyuan@library.example", "Owner-Horse-99"));
        Assert.Null(await SignInAsync("li.guanyuan@library.example", "Stranger-Horse-9"));
        Assert.True(await live.Scratch.ScalarAsync<bool>("select email_confirmed from identity.account where email = 'li.guanyuan@library.example'"));
    }

    // Without the token of the form, which is another each time.
    private static string Plain(string page) => System.Text.RegularExpressions.Regex.Replace(page, "value=\"[^\"]{60,}\"", "");

    private static Task TellAsync(IServiceProvider services, Guid account) => TellAsync(services, $"account:{account}", account, write: true);

    private static async Task TellAsync(IServiceProvider services, string audience, Guid subject, bool write)
    {
        await using var scope = services.CreateAsyncScope();
        var log = scope.ServiceProvider.GetRequiredService<ProcessLog>();
        if (write)
            log.Record("test", Actor.Operator, new Subject("test", subject, "x"), notices: [new(audience, "有进展", "News", "/workbench")]);
        await scope.ServiceProvider.GetRequiredService<AppDb>().SaveChangesAsync();
        await services.GetRequiredService<Zhishu.Foundation.Processes.SubscriberRunner>().CatchUpAsync(CancellationToken.None);
    }
}
