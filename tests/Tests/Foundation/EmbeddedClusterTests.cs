using System.Diagnostics;
using Dapper;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Tests.App;

namespace Zhishu.Tests.Foundation;

/// <summary>The private PostgreSQL: starts, stops, recovers, refuses, joins.</summary>
public sealed class EmbeddedClusterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Task<HubDatabase> OpenAsync(HubRole role, string? folder = null, string? binaries = null) =>
        HubDatabase.OpenAsync(new HubOptions { DataFolder = folder ?? _folder.Path, PostgresBin = binaries }, null, role, Hub.Schemas, CancellationToken.None);

    private Task<HubDatabase> OpenCopyAsync(HubRole role = HubRole.Serve) => MadeFolder.OpenCopyAsync(new HubOptions { DataFolder = _folder.Path }, role);

    [Fact]
    public async Task What_was_written_is_there_after_a_stop_and_the_server_is_gone_in_between()
    {
        string? cluster;
        await using (var first = await OpenAsync(HubRole.Serve))
        {
            await ExecuteAsync(first, "create table kept (n int); insert into kept values (42)");
            cluster = first.ClusterFolder;
            Assert.True(await first.AnswersAsync(CancellationToken.None));
        }

        Assert.NotNull(cluster);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "postgres", "data", "postmaster.pid")));

        // Whose data it is runs the server, whatever other account the hub would choose today.
        if (Environment.IsPrivilegedProcess)
            await Process.Start("chown", ["-R", "daemon:", cluster]).WaitForExitAsync();
        await using var second = await OpenAsync(HubRole.Serve);
        Assert.Equal(42, await ScalarAsync(second, "select n from kept"));
        Assert.Empty(second.Notes);
    }

    [Fact]
    public async Task A_restore_that_was_killed_is_undone_at_the_next_start()
    {
        await using (var first = await OpenCopyAsync())
            await ExecuteAsync(first, "create table kept (n int); insert into kept values (9)");
        var data = Path.Combine(_folder.Path, "postgres", "data");

        // As it lies when the restore is killed after the new cluster was put in its place: with another password, and not yet recovered.
        var known = Zhishu.Foundation.Database.ClusterPlace.Read(_folder.Path)!;
        Zhishu.Foundation.Database.RestoreSwap.SetAside(known, _folder.Path);
        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(Path.Combine(data, "PG_VERSION"), await File.ReadAllTextAsync(Path.Combine(data + ".before", "PG_VERSION")));
        await (known with { Password = new string('0', 32) }).WriteAsync(_folder.Path, CancellationToken.None);
        await using (var second = await OpenAsync(HubRole.Serve))
        {
            Assert.Equal(9, await ScalarAsync(second, "select n from kept"));
            Assert.Single(second.Notes);
        }

        // Between the two renamings there is no cluster in the place at all.
        Directory.Move(data, data + ".before");
        await using var third = await OpenAsync(HubRole.Serve);
        Assert.Equal(9, await ScalarAsync(third, "select n from kept"));
        Assert.False(Directory.Exists(data + ".before"));
    }

    [Fact]
    public async Task A_killed_server_recovers_at_the_next_start_and_says_so()
    {
        var first = await OpenCopyAsync();
        await ExecuteAsync(first, "create table kept (n int); insert into kept values (7)");
        var pid = int.Parse((await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "postgres", "data", "postmaster.pid")))[0], System.Globalization.CultureInfo.InvariantCulture);
        Process.GetProcessById(pid).Kill();
        await first.DisposeAsync();
        await using var second = await OpenAsync(HubRole.Serve);
        Assert.Equal(7, await ScalarAsync(second, "select n from kept"));
        Assert.NotEmpty(second.Notes);
    }

    [Fact]
    public async Task A_second_hub_on_the_folder_is_refused_and_a_command_joins_the_first()
    {
        await using var hub = await OpenCopyAsync();
        var refused = await Assert.ThrowsAsync<HubFaultException>(() => OpenAsync(HubRole.Serve));
        Assert.Equal("folder.locked", refused.Code);
        Assert.Contains(_folder.Path, refused.Text.Zh, StringComparison.Ordinal);
        await ExecuteAsync(hub, "create table shared (n int); insert into shared values (3)");
        await using (var command = await OpenAsync(HubRole.Command))
        {
            Assert.Equal(3, await ScalarAsync(command, "select n from shared"));
        }

        Assert.True(await hub.AnswersAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Two_commands_without_a_hub_share_one_server_until_the_last_is_done()
    {
        var first = await OpenCopyAsync(HubRole.Command);
        await using var second = await OpenAsync(HubRole.Command);
        var stopping = first.DisposeAsync().AsTask();
        await Task.Delay(300);
        Assert.False(stopping.IsCompleted);
        Assert.True(await second.AnswersAsync(CancellationToken.None));
        await second.DisposeAsync();
        await stopping;
    }

    [Fact]
    public async Task A_moved_folder_takes_its_database_with_it()
    {
        await using (var first = await OpenCopyAsync())
        {
            await ExecuteAsync(first, "create table kept (n int); insert into kept values (5)");
        }

        using var other = new TempFolder();
        var moved = Path.Combine(other.Path, "moved");
        Directory.Move(_folder.Path, moved);
        await using var second = await OpenAsync(HubRole.Serve, moved);
        Assert.Equal(5, await ScalarAsync(second, "select n from kept"));
    }

    [Fact]
    public async Task Missing_binaries_are_told_with_what_to_install()
    {
        var refused = await Assert.ThrowsAsync<HubFaultException>(() => OpenAsync(HubRole.Serve, binaries: "/nonexistent"));
        Assert.Equal("postgres.missing", refused.Code);
        Assert.Contains("apt-get install postgresql", refused.Text.Zh, StringComparison.Ordinal);
        await using var after = await OpenAsync(HubRole.Serve);
        Assert.True(await after.AnswersAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told()
    {
        var refused = await Assert.ThrowsAsync<HubFaultException>(() => OpenAsync(HubRole.Serve, "/proc/zhishu"));
        Assert.Equal("folder.rights", refused.Code);
        Assert.Contains("Zhishu__DataFolder", refused.Text.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_folder_name_and_one_with_spaces_work()
    {
        var odd = Path.Combine(_folder.Path, "数据 目录 'with quotes'", new string('x', 90));
        await using var hub = await OpenAsync(HubRole.Serve, odd);
        Assert.True(await hub.AnswersAsync(CancellationToken.None));
    }

    [SkippableRootFact]
    public async Task A_disk_that_is_full_is_told_before_anything_is_written()
    {
        using var disk = new SmallDisk(_folder.Path, megabytes: 60);
        var refused = await Assert.ThrowsAsync<HubFaultException>(() => OpenAsync(HubRole.Serve));
        Assert.Equal("disk.full", refused.Code);
    }

    [SkippableRootFact]
    public async Task Root_hands_the_cluster_to_an_unprivileged_account_that_can_reach_it()
    {
        var closed = Directory.CreateDirectory(Path.Combine(_folder.Path, "closed"));
        File.SetUnixFileMode(closed.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var inside = Path.Combine(closed.FullName, "var");
        string elsewhere;
        await using (var hub = await OpenAsync(HubRole.Serve, inside))
        {
            elsewhere = hub.ClusterFolder!;
            Assert.StartsWith("/var/lib/zhishu/", elsewhere, StringComparison.Ordinal);
            Assert.Contains(hub.Notes, note => note.Contains(elsewhere, StringComparison.Ordinal));
            Assert.Equal(1, await ScalarAsync(hub, "select 1"));
        }

        Directory.Delete(elsewhere, recursive: true);
    }

    private static async Task ExecuteAsync(HubDatabase database, string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(database.OwnerConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }

    private static async Task<int> ScalarAsync(HubDatabase database, string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(database.OwnerConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return await connection.ExecuteScalarAsync<int>(sql);
    }
}
