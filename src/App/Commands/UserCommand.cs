using System.CommandLine;
using System.Security.Cryptography;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.App.Commands;

/// <summary><c>user add</c>, <c>user grant</c>, <c>user code</c></summary>
internal static class UserCommand
{
    public static Command Create()
    {
        var email = new Argument<string>("EMAIL") { Description = Lang.T("邮箱") };
        var name = new Argument<string>("NAME") { Description = Lang.T("姓名") };
        var duty = new Option<Duty?>("--duty") { Description = Lang.T("职责：Staff、Manager、Recommender、National、Evaluator、Administrator、Auditor、Security") };
        var region = new Option<string?>("--region") { Description = Lang.T("地区代码（推荐部门）") };
        var sector = new Option<string?>("--sector") { Description = Lang.T("行业（推荐部门）") };
        var organisation = new Option<string?>("--organisation") { Description = Lang.T("机构信用代码（机构人员）") };
        var add = new Command("add", Lang.T("建立账号，打印一次性初始密码")) { email, name, duty, region, sector, organisation };
        add.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            await using var scope = hub.Get<IServiceScopeFactory>().CreateAsyncScope();
            var password = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz", 6) + "-" + RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8);
            var (id, fault) = await scope.ServiceProvider.GetRequiredService<AccountDesk>().CreateAsync(new(arguments.GetValue(email)!, arguments.GetValue(name)!, password), Actor.Operator, ct);
            if (id is null)
                return await RefuseAsync(fault!.Value);
            Console.WriteLine(Lang.T($"初始密码（只显示这一次，登录后请修改）：{password}"));
            return arguments.GetValue(duty) is { } given ? await GiveAsync(scope.ServiceProvider, id.Value, given, arguments.GetValue(region),
                arguments.GetValue(sector), arguments.GetValue(organisation), first: true, ct) : Terminal.Done;
        });
        var grant = new Command("grant", Lang.T("授予职责")) { email, duty, region, sector, organisation };
        grant.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            await using var scope = hub.Get<IServiceScopeFactory>().CreateAsyncScope();
            if (arguments.GetValue(duty) is not { } given)
                return Terminal.WrongUsage;
            return await scope.ServiceProvider.GetRequiredService<AccountDesk>().FindAsync(arguments.GetValue(email)!, ct) is { } id
                ? await GiveAsync(scope.ServiceProvider, id, given, arguments.GetValue(region), arguments.GetValue(sector), arguments.GetValue(organisation), first: false, ct)
                : await RefuseAsync(new("没有这个账号"));
        });
        var code = new Command("code", Lang.T("打印示例账号当前的验证码")) { email };
        code.SetAction(async (arguments, ct) =>
        {
            await using var hub = await CommandHub.OpenAsync(arguments, ct);
            await using var scope = hub.Get<IServiceScopeFactory>().CreateAsyncScope();
            if (await scope.ServiceProvider.GetRequiredService<AccountDesk>().DemoKeyAsync(arguments.GetValue(email)!) is not { } key)
                return await RefuseAsync(new("没有这个示例账号，或它没有第二因素"));
            Console.WriteLine(Totp.CodeAt(key, TimeProvider.System.GetUtcNow()));
            return Terminal.Done;
        });
        return new Command("user", Lang.T("Accounts|账号")) { add, grant, code };
    }

    private static async Task<int> GiveAsync(IServiceProvider services, Guid account, Duty duty, string? region, string? sector, string? creditCode, bool first, CancellationToken ct)
    {
        Guid? organisation = null;
        if (creditCode is not null)
        {
            organisation = CreditCode.Read(creditCode) is { } code ? (await services.GetRequiredService<NetworkRegister>().FindByCodeAsync(code, ct))?.Id : null;
            if (organisation is null)
                return await RefuseAsync(new("没有这个机构"));
        }

        return await services.GetRequiredService<AccountDesk>()
            .GiveAsync(account, new(duty, region, sector, organisation), Actor.Operator, ct, first) is { } fault ? await RefuseAsync(fault) : Terminal.Done;
    }

    private static async Task<int> RefuseAsync(Bilingual text)
    {
        await Console.Error.WriteLineAsync(text.ToString());
        return Terminal.Refused;
    }
}
