using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Identity.SignIn;

namespace Zhishu.Tests.Identity;

/// <summary>Mail and accounts, on a hub that sends mail.</summary>
[Collection(HubCollection.Name)]
public sealed class MailProofTests(TestHub hub)
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

    private static async Task TellAsync(IServiceProvider services, Guid account)
    {
        await using var scope = services.CreateAsyncScope();
        var log = scope.ServiceProvider.GetRequiredService<ProcessLog>();
        log.Record("test", Actor.Operator, new Subject("test", account, "x"), notices: [new($"account:{account}", "有进展", "News", "/workbench")]);
        await scope.ServiceProvider.GetRequiredService<AppDb>().SaveChangesAsync();
        await services.GetRequiredService<Zhishu.Foundation.Processes.SubscriberRunner>().CatchUpAsync(CancellationToken.None);
    }
}
