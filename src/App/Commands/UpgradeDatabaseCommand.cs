using System.CommandLine;
using Zhishu.Foundation;

namespace Zhishu.App.Commands;

/// <summary><c>upgrade-database</c>: brings the embedded database over to the PostgreSQL that the system now has.</summary>
internal static class UpgradeDatabaseCommand
{
    public static Command Create()
    {
        var from = new Option<string?>("--from")
        {
            Description = Lang.T("旧版本 PostgreSQL 的程序目录（默认自动查找，如 /usr/lib/postgresql/15/bin）")
        };
        var to = new Option<string?>("--to") { Description = Lang.T("新版本的程序目录（默认本机最新的）") };
        var command = new Command("upgrade-database", Lang.T("把内置数据库迁移到新的 PostgreSQL 大版本（须先停止枢纽）")) { from, to };
        command.SetAction(async (arguments, ct) =>
        {
            var settings = HubSettings.Read(arguments);
            if (settings.ConnectionString is { Length: > 0 })
                throw new HubFaultException("upgrade.server", new("本命令只用于内置数据库；数据库服务器请按其自己的方法升级。"));
            AuditVerdict? verdict = null;
            var done = await HubDatabase.UpgradeAsync(
                settings.Options, arguments.GetValue(from), arguments.GetValue(to), Hub.Schemas,
                async (database, ct) => verdict = await VerifyAsync(database, settings.Options, ct),
                step => Console.WriteLine(step.ToString()), ct);
            if (done is null)
            {
                Console.WriteLine(Lang.T("数据库已属于本机最新的 PostgreSQL，无需迁移。"));
                return Terminal.Done;
            }

            foreach (var note in done.Notes)
                Console.WriteLine(note);
            Console.WriteLine(Lang.T(
                $"已从 PostgreSQL {done.From} 迁移到 {done.To}。新旧一致：{done.Rows.Count} 张表的行数（记录 {Rows("records.record"):N0}、文件 {Rows("foundation.file"):N0}、账户 "
                + $"{Rows("identity.account"):N0}）、角色、审计日志。旧数据库已删除，可以启动枢纽了。"));
            if (verdict!.IsWhole)
            {
                Console.WriteLine(Lang.T($"审计日志 {verdict.Lines:N0} 条完好。"));
                return Terminal.Done;
            }

            // The trail is the same as before: what is wrong with it is older than the upgrade, and must not bind the hub to programs that go away.
            await Console.Error.WriteLineAsync(Lang.T("审计日志在迁移前已不完好，详见 ./zhishu audit verify。"));
            return Terminal.Refused;

            long Rows(string table) => done.Rows.GetValueOrDefault(table);
        });
        return command;
    }

    private static async Task<AuditVerdict> VerifyAsync(HubDatabase database, HubOptions options, CancellationToken ct)
    {
        await using var services = new ServiceCollection().AddLogging().AddHub(database, options).BuildServiceProvider();
        return await services.GetRequiredService<AuditTrail>().VerifyAsync(ct);
    }
}
