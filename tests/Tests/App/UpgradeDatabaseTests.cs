using System.Globalization;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Tests.Foundation;

namespace Zhishu.Tests.App;

/// <summary>The embedded database brought over to other programs of PostgreSQL: proved before it takes the old one's place, and whoever fails or is killed leaves the old one whole.</summary>
public sealed class UpgradeDatabaseTests : IDisposable
{
    private static readonly string Real = HubDatabase.FindBinaries(new HubOptions())!;
    private readonly TempFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "var");

    private string Cluster => Path.Combine(Data, "postgres");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_hub_is_brought_over_with_its_rows_roles_and_settings_and_serves()
    {
        var before = await MakeAsync();
        var (hba, identifier) = (await File.ReadAllTextAsync(InData("pg_hba.conf")) + "# of the operator\n", before.Cluster);
        await File.WriteAllTextAsync(InData("pg_hba.conf"), hba);
        await File.AppendAllTextAsync(InData("postgresql.conf"), "work_mem = '33MB'\ninclude_if_exists = 'none.conf'\n# remark\n");
        await File.AppendAllTextAsync(InData("postgresql.auto.conf"), "random_page_cost = '1.3'\n");

        var (code, said) = await RunAsync("upgrade-database", "--from", Real, "--to", Real);
        Assert.True(code == 0, said);
        Assert.Contains("记录 10、", said, StringComparison.Ordinal);
        Assert.Contains($"审计日志 {before.Lines} 条完好", said, StringComparison.Ordinal);
        Assert.Contains("include_if_exists", said, StringComparison.Ordinal);
        Assert.Equal(["data", "s", "server.log"], Directory.EnumerateFileSystemEntries(Cluster).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(hba, await File.ReadAllTextAsync(InData("pg_hba.conf")));
        var after = await LookAsync();
        Assert.Equal(("33MB", "1.3"), (after.WorkMem, after.PageCost));
        Assert.NotEqual(identifier, after.Cluster);
        Assert.Equal(before with { WorkMem = "", PageCost = "", Cluster = "" }, after with { WorkMem = "", PageCost = "", Cluster = "" });

        // And again, as a hub does over the years.
        if (!Night.IsNow)
            return;
        (code, said) = await RunAsync("upgrade-database", "--from", Real, "--to", Real);
        Assert.True(code == 0, said);
        Assert.Equal(after with { Cluster = "" }, await LookAsync() with { Cluster = "" });
    }

    [Fact]
    public async Task Without_newer_programs_there_is_nothing_to_do_and_beside_a_running_hub_nothing_is_done()
    {
        await MakeAsync();
        Assert.Equal(0, (await RunAsync("upgrade-database")).Code);
        await using var hub = await OpenAsync(HubRole.Serve);
        var (code, said) = await RunAsync("upgrade-database", "--from", Real, "--to", Real);
        Assert.Equal((1, true), (code, said.Contains("请先停止它", StringComparison.Ordinal)));
        Assert.True(await hub.AnswersAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_cluster_whose_programs_are_gone_is_refused_in_one_sentence_and_not_touched()
    {
        await MakeAsync();
        await File.WriteAllTextAsync(InData("PG_VERSION"), "14\n");
        var before = Everything();
        foreach (var command in new[] { "serve", "audit verify", "upgrade-database" })
        {
            var (code, said) = await RunAsync(command.Split(' '));
            Assert.Equal(1, code);
            Assert.Contains("数据库属于 PostgreSQL 14", said, StringComparison.Ordinal);
            Assert.Contains("apt-get install postgresql-14", said, StringComparison.Ordinal);
            Assert.Contains("./zhishu restore", said, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
            Assert.Single(said.Trim().Split('\n'));
        }

        Assert.Equal(before, Everything());
        await File.WriteAllTextAsync(InData("PG_VERSION"), "");
        Assert.Contains("已损坏", (await RunAsync("serve")).Said, StringComparison.Ordinal);
    }

    /// <summary>Programs that do less than they say; by day those that fail after their work and that lose a row.</summary>
    public static TheoryData<string, string> Failing()
    {
        const string Upgrade = "\"$REAL/pg_upgrade\" \"$@\"";
        const string Single = "\"$REAL/postgres\" --single -D \"$NEW\" postgres";
        var failing = new TheoryData<string, string>
        {
            { Upgrade + "; exit 1", "pg_upgrade" },
            { $"{Upgrade} && echo 'delete from records.number where ctid in (select ctid from records.number limit 1)' | {Single}", "records.number" },
        };
        if (Night.IsNow)
        {
            failing.Add("exit 1", "pg_upgrade");
            failing.Add($"{Upgrade} && echo 'alter role zhishu_app password null' | {Single}", "role zhishu_app");
        }

        return failing;
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task An_upgrade_that_fails_or_loses_something_leaves_the_old_one(string script, string named)
    {
        var before = await MakeAsync();
        var (code, said) = await RunAsync("upgrade-database", "--from", Real, "--to", Programs(script));
        Assert.Equal(1, code);
        Assert.Contains("旧数据库保持原样", said, StringComparison.Ordinal);
        Assert.Contains(named, said, StringComparison.Ordinal);
        Assert.Equal(["data", "s", "server.log"], Directory.EnumerateFileSystemEntries(Cluster).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(before, await LookAsync());
    }

    [Fact]
    public async Task One_that_is_killed_in_the_middle_leaves_the_old_one_and_nothing_that_goes_on_writing()
    {
        var before = await MakeAsync();
        const string Script = "\"$REAL/pg_upgrade\" \"$@\"; \"$REAL/pg_ctl\" start -w -D \"$NEW\" -o '-p 50999 -c listen_addresses='; sleep 600";
        using (var upgrade = HubProgram.StartLogged(Data, [], null, "upgrade-database", "--from", Real, "--to", Programs(Script)))
        {
            // Until its server is up, in the middle of everything.
            for (var tries = 0; !File.Exists(Path.Combine(Cluster, "data.upgrade", "postmaster.pid")) || !File.Exists(Path.Combine(Cluster, "upgrade", "delete_old_cluster.sh")); tries++)
            {
                Assert.True(tries < 1200 && !upgrade.HasExited, "the upgrade did not get as far");
                await Task.Delay(100);
            }

            upgrade.Kill();
            await upgrade.WaitForExitAsync();
        }

        var (orphan, server) = (Pid(Path.Combine(Cluster, "upgrade", "pid")), Pid(Path.Combine(Cluster, "data.upgrade", "postmaster.pid")));
        Assert.True(IsRunning(orphan) && IsRunning(server));
        Assert.Equal(before, await LookAsync());
        Assert.False(IsRunning(orphan) || IsRunning(server));
        Assert.Equal(["data", "s", "server.log"], Directory.EnumerateFileSystemEntries(Cluster).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var (code, said) = await RunAsync("upgrade-database", "--from", Real, "--to", Real);
        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task One_that_is_killed_while_the_two_change_places_leaves_the_old_or_the_new_one()
    {
        var before = await MakeAsync();

        // The old one is away, the new one not yet in its place. The folder is a copy: what it notes of its place is of another.
        Directory.Move(Path.Combine(Cluster, "data"), Path.Combine(Cluster, "data.before-upgrade"));
        Directory.CreateDirectory(Path.Combine(Cluster, "data.upgrade"));
        Assert.Equal(before, await LookAsync());

        // The new one is in its place, the old one half deleted.
        Directory.CreateDirectory(Path.Combine(Cluster, "data.before-upgrade"));
        Directory.CreateDirectory(Path.Combine(Cluster, "data.upgraded", "base"));
        Assert.Equal(before, await LookAsync());
        Assert.Equal(["data", "s", "server.log"], Directory.EnumerateFileSystemEntries(Cluster).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private sealed record Look(int Records, int Lines, int Forms, string Roles, string WorkMem, string PageCost, string Cluster);

    private async Task<Look> MakeAsync()
    {
        await using (var database = await MadeFolder.OpenCopyAsync(new HubOptions { DataFolder = Data }, HubRole.Command))
        {
            await using var services = new ServiceCollection().AddLogging().AddHub(database, new HubOptions { DataFolder = Data }).BuildServiceProvider();
            await services.GetRequiredService<RecordImporter>().RunAsync(new([TestHub.Samples]), null, CancellationToken.None);
            await using var scope = services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ProcessLog>().WriteAsync("test", Actor.Operator, new Subject("test", "1", "x"), null, CancellationToken.None);
        }

        return await LookAsync();
    }

    /// <summary>What the hub finds when it opens the folder.</summary>
    private async Task<Look> LookAsync()
    {
        await using var database = await OpenAsync(HubRole.Serve);
        await using var connection = new Npgsql.NpgsqlConnection(database.OwnerConnectionString + ";Pooling=false");
        return await connection.QuerySingleAsync<Look>(
            """
            select (select count(*)::int from records.record) as records, (select count(*)::int from foundation.process) as lines, (select count(*)::int from records.number) as forms,
              (select string_agg(tableowner, ',' order by tablename) from pg_tables where schemaname = 'records') as roles, current_setting('work_mem') as "workMem",
              current_setting('random_page_cost') as "pageCost", (select system_identifier::text from pg_control_system()) as cluster
            """);
    }

    /// <summary>Programs among which pg_upgrade is a script of ours; $REAL is the folder of the true ones, $NEW the new cluster.</summary>
    private string Programs(string script)
    {
        var programs = Directory.CreateDirectory(Path.Combine(_folder.Path, "bin"));
        foreach (var program in Directory.EnumerateFiles(Real).Where(program => Path.GetFileName(program) != "pg_upgrade"))
            File.CreateSymbolicLink(Path.Combine(programs.FullName, Path.GetFileName(program)), program);
        var tool = Path.Combine(programs.FullName, "pg_upgrade");
        File.WriteAllText(tool,
            $"#!/bin/sh\nREAL={Real}\nNEW={Path.Combine(Cluster, "data.upgrade")}\n{script.Replace("\"$@\"", "$(echo \"$@\" | sed \"s:-B [^ ]*:-B $REAL:\")", StringComparison.Ordinal)}\n");
        File.SetUnixFileMode(tool, (UnixFileMode)0b111_101_101);
        return programs.FullName;
    }

    private string InData(string name) => Path.Combine(Cluster, "data", name);

    /// <summary>Every file of the cluster with its size and time.</summary>
    private string Everything() => string.Join('\n', new DirectoryInfo(Cluster).EnumerateFiles("*", SearchOption.AllDirectories)
        .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}").Order(StringComparer.Ordinal));

    private static int Pid(string file) => int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture);

    private static bool IsRunning(int pid) => File.Exists($"/proc/{pid}/stat") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    private Task<HubDatabase> OpenAsync(HubRole role) => HubDatabase.OpenAsync(new HubOptions { DataFolder = Data }, null, role, Hub.Schemas, CancellationToken.None);

    private async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        var (code, output, errors) = await HubProgram.RunAsync(Data, arguments);
        return (code, output + errors);
    }
}
