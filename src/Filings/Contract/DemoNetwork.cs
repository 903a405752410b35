using System.Buffers.Text;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Filings.Demo;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Filings;

/// <summary>An account of the demo network.</summary>
/// <param name="Email">Address to sign in with.</param>
/// <param name="Label">Whose it is.</param>
/// <param name="SecondFactor">Whether signing in asks for a code.</param>
public sealed record DemoAccount(string Email, Bilingual Label, bool SecondFactor);

/// <summary>The demo network: members of every kind in every province, filings in every state, an account for each duty. All of it is marked 示例.</summary>
public sealed class DemoNetwork(HubDatabase database, IServiceScopeFactory scopes)
{
    private const string PasswordKey = "demo.password";

    /// <summary>The accounts.</summary>
    public static IReadOnlyList<DemoAccount> Accounts { get; } =
    [
        new("outlet@demo.example", new("网点：已备案（上海市图书馆，示例）"), false),
        new("applicant@demo.example", new("网点：可申请备案"), false),
        new("staff@demo.example", new("网点工作人员"), false),
        new("node@demo.example", new("省级节点：上海市（示例）"), false),
        new("user@demo.example", new("普通用户"), false),
        new("shanghai@demo.example", new("推荐部门：上海市"), true),
        new("jiangsu@demo.example", new("推荐部门：江苏省"), true),
        new("suzhou@demo.example", new("推荐部门：苏州市（省级方案）"), true),
        new("education@demo.example", new("推荐部门：教育行业"), true),
        new("national@demo.example", new("National officer|国家知识产权局公共服务司"), true),
        new("evaluator@demo.example", new("第三方评估"), true),
        new("admin@demo.example", new("系统管理员"), true),
        new("auditor@demo.example", new("安全审计员"), true),
        new("security@demo.example", new("安全管理员"), true),
    ];

    /// <summary>Whether the demo network is here.</summary>
    public async Task<bool> IsLoadedAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition("select exists (select from network.organisation where demo) or exists (select from identity.account where demo)", cancellationToken: ct));
    }

    /// <summary>Makes the network. Begun again after it was killed it removes what was half made first.</summary>
    /// <param name="provinces">Only these provinces, or all when null.</param>
    /// <param name="progress">Told the share done, 0 to 1; or null.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The password of all demo accounts.</returns>
    public async Task<string> LoadAsync(IReadOnlyList<string>? provinces, IProgress<double>? progress, CancellationToken ct)
    {
        await RemoveAsync(ct);
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var (regions, db) = (services.GetRequiredService<Regions>(), services.GetRequiredService<AppDb>());
        var (organisations, filings) = (services.GetRequiredService<DemoOrganisations>(), services.GetRequiredService<DemoFilings>());

        // The scheme is one of provinces with an office under CNIPA: nothing is made up for Taiwan, Hong Kong and Macao.
        var chosen = regions.Provinces.Where(province => province.Code is not ("71" or "81" or "82") && provinces?.Contains(province.Code) != false).ToList();
        var (place, named) = (0, new Dictionary<string, Organisation>());
        for (var i = 0; i < chosen.Count; i++)
        {
            db.ChangeTracker.Clear();
            var outlets = await organisations.AddAsync(chosen[i], ct);
            foreach (var (outlet, at) in outlets.Select((outlet, at) => (outlet, at)))
            {
                // Shanghai keeps one that has not applied and one that is filed, for the accounts.
                var fate = chosen[i].Code == "31" && at == 0 ? "filed" : chosen[i].Code == "31" && at == 1 ? null : DemoFilings.Fates[place++ % DemoFilings.Fates.Length];
                if (chosen[i].Code == "31" && at < 2)
                    named[at == 0 ? "filed" : "new"] = outlet;
                db.ChangeTracker.Clear();
                if (fate is not null)
                    await filings.AddAsync(outlet, fate, ct);
            }

            progress?.Report((i + 1.0) / chosen.Count);
        }

        var (register, node) = (services.GetRequiredService<NetworkRegister>(), await services.GetRequiredService<NetworkRegister>().SupporterAsync("31", ct));
        if (node is { } provincial)
            named["node"] = (await register.FindAsync(provincial, ct))!;
        var password = await AccountsAsync(services, named, ct);
        foreach (var part in services.GetServices<IDemoPart>())
        {
            db.ChangeTracker.Clear();
            await part.LoadAsync(ct);
        }

        return password;
    }

    /// <summary>Removes the demo network. What was done stays in the audit trail, which is only ever added to.</summary>
    public async Task RemoveAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var scope = scopes.CreateAsyncScope();
        foreach (var part in scope.ServiceProvider.GetServices<IDemoPart>())
            await part.RemoveAsync(transaction, ct);
        await connection.ExecuteAsync(new CommandDefinition(SqlFile.Read(typeof(DemoNetwork).Assembly, "remove-demo"), transaction: transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    /// <summary>The password of the demo accounts, or null when there are none.</summary>
    public async Task<string?> PasswordAsync(CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select value from filings.demo_setting where name = @PasswordKey", new { PasswordKey }, cancellationToken: ct));
    }

    private async Task<string> AccountsAsync(IServiceProvider services, Dictionary<string, Organisation> named, CancellationToken ct)
    {
        var desk = services.GetRequiredService<AccountDesk>();
        var password = "Demo-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(6)) + "7";
        foreach (var account in Accounts)
        {
            var (id, fault) = await desk.CreateAsync(new(account.Email, account.Label.Zh.Split('：')[^1].Split('（')[0] + "（示例）", password, Demo: true), Actor.Operator, ct);
            if (id is null)
                throw new InvalidOperationException($"The demo account {account.Email}: {fault!.Value.En}");
            if (account.SecondFactor)
                await desk.SetSecondFactorAsync(id.Value, ct);
            if (GrantOf(account.Email, named) is { } grant && await desk.GiveAsync(id.Value, grant, Actor.Operator, ct) is { } refused)
                throw new InvalidOperationException($"The duty of the demo account {account.Email}: {refused.En}");
        }

        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(
            new CommandDefinition("insert into filings.demo_setting (name, value) values (@PasswordKey, @password) on conflict (name) do update set value "
            + "= excluded.value", new { PasswordKey, password }, cancellationToken: ct));
        return password;
    }

    private static NewGrant? GrantOf(string email, Dictionary<string, Organisation> named) => email.Split('@')[0] switch
    {
        "outlet" when named.TryGetValue("filed", out var filed) => new(Duty.Manager, Organisation: filed.Id),
        "applicant" when named.TryGetValue("new", out var fresh) => new(Duty.Manager, Organisation: fresh.Id),
        "node" when named.TryGetValue("node", out var provincial) => new(Duty.Manager, Organisation: provincial.Id),
        "staff" when named.TryGetValue("filed", out var filed) => new(Duty.Staff, Organisation: filed.Id),
        "shanghai" => new(Duty.Recommender, Region: "31"),
        "jiangsu" => new(Duty.Recommender, Region: "32"),
        "suzhou" => new(Duty.Recommender, Region: "3205"),
        "education" => new(Duty.Recommender, Sector: "education"),
        "national" => new(Duty.National),
        "evaluator" => new(Duty.Evaluator),
        "admin" => new(Duty.Administrator),
        "auditor" => new(Duty.Auditor),
        "security" => new(Duty.Security),
        _ => null,
    };
}
