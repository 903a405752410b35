using System.CommandLine;
using Zhishu.Filings;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>serve</c>: the hub with its web pages, until it is stopped.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", Lang.T("启动枢纽（网页、接口和内置数据库）"));
        command.SetAction(async (arguments, ct) =>
        {
            var settings = HubSettings.Read(arguments);
            await using var database = await HubDatabase.OpenAsync(settings.Options, settings.ConnectionString, HubRole.Serve, Hub.Schemas, ct, settings.OwnerConnectionString);
            foreach (var note in database.Notes)
                Console.WriteLine(note);
            await using var app = Hub.Build(database, settings);
            await app.Services.GetRequiredService<AuditDesk>().PrepareAsync(ct);
            await Hub.StartAsync(app, settings.Options.Urls, ct);
            if (settings.Options.Demo)
                await LoadDemoAsync(app.Services, ct);
            Console.WriteLine();
            foreach (var url in app.Urls)
                Console.WriteLine(Lang.T($"知枢已启动：{url}"));
            await DemoCommand.ShowAccountsAsync(app.Services.GetRequiredService<DemoNetwork>(), ct);
            Console.WriteLine(Lang.T("按 Ctrl-C 停止。"));
            var asked = await UntilStoppedAsync(app.Lifetime, ct);
            Console.WriteLine(Lang.T("正在停止……"));
            await app.StopAsync(CancellationToken.None);
            return asked ? Terminal.Done : Terminal.Crashed;
        });
        return command;
    }

    // A hub that stops by itself has failed: whoever watches over the process must see it end, with a code that says so.
    private static async Task<bool> UntilStoppedAsync(IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        await Task.Delay(Timeout.Infinite, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // A signal reaches the host and the command, one a little before the other.
        if (!ct.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromSeconds(1), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ct.IsCancellationRequested;
    }

    /// <summary>Into an empty hub, or on from a load that was killed; never again once it was removed.</summary>
    private static async Task LoadDemoAsync(IServiceProvider services, CancellationToken ct)
    {
        var demo = services.GetRequiredService<DemoSet>();
        var state = await demo.StateAsync(ct);
        var empty = (await services.GetRequiredService<RecordStore>().CountAsync(ct)).ByKind.Count == 0;
        if (state == "loading" || (state == "absent" && empty))
            await DemoCommand.LoadAsync(demo, services.GetRequiredService<SearchIndex>(), ct);
        if (state != "removed")
            await DemoCommand.LoadNetworkAsync(services.GetRequiredService<DemoNetwork>(), ct);
    }
}
