using System.CommandLine;
using Zhishu.Filings;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.App.Commands;

/// <summary><c>demo load</c> and <c>demo remove</c></summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var load = new Command("load", Lang.T("载入示例数据"));
        load.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            await LoadAsync(hub.Get<DemoSet>(), hub.Get<SearchIndex>(), ct);
            await LoadNetworkAsync(hub.Get<DemoNetwork>(), ct);
            return Terminal.Done;
        });
        var remove = new Command("remove", Lang.T("移除全部示例数据（之后启动不再自动载入）"));
        remove.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            var removed = await hub.Get<DemoSet>().RemoveAsync(ct);
            await hub.Get<SearchIndex>().CatchUpAsync(null, ct);
            await hub.Get<DemoNetwork>().RemoveAsync(ct);
            Console.WriteLine(Lang.T($"已移除 {removed:N0} 条示例数据"));
            return Terminal.Done;
        });
        return new("demo", Lang.T("The demo set|示例数据")) { load, remove };
    }

    public static async Task LoadNetworkAsync(DemoNetwork network, CancellationToken ct)
    {
        if (await network.PasswordAsync(ct) is not null)
            return;
        Console.WriteLine(Lang.T("正在生成示例服务网络……"));
        await network.LoadAsync(null, null, ct);
    }

    /// <summary>Prints the demo accounts.</summary>
    public static async Task ShowAccountsAsync(DemoNetwork network, CancellationToken ct)
    {
        if (await network.PasswordAsync(ct) is not { } password)
            return;
        Console.WriteLine(Lang.T($"示例账号（密码均为 {password}；标 * 的还需验证码：./zhishu user code 邮箱）："));
        foreach (var account in DemoNetwork.Accounts)
            Console.WriteLine($"  {account.Email,-26}{(account.SecondFactor ? "* " : "  ")}{account.Label}");
    }

    public static async Task LoadAsync(DemoSet demo, SearchIndex index, CancellationToken ct)
    {
        var size = DemoSet.Size;
        var total = size.Patents + size.Trademarks + size.Gi + size.Layouts;
        Console.WriteLine(Lang.T($"正在载入示例数据（{total:N0} 条）……"));
        using (var line = new ProgressLine(Lang.T("条")))
        {
            await demo.LoadAsync(new Report<int>(done => line.Show(done, (double)done / total)), ct);
        }

        await ImportCommand.IndexAsync(index, ct);
        Console.WriteLine(Lang.T("示例数据已载入；./zhishu demo remove 可全部移除。"));
    }
}
