using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Tests.App;

namespace Zhishu.Tests.Foundation;

/// <summary>The role that serves owns nothing it need not: a fault in the hub cannot reach further than the hub's rows, and not the trail.</summary>
public sealed class RightsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Task<HubDatabase> OpenAsync(HubRole role = HubRole.Serve) => HubDatabase.OpenAsync(new HubOptions { DataFolder = _folder.Path }, null, role, Hub.Schemas, CancellationToken.None);

    [Fact]
    public async Task The_hub_can_add_to_the_trail_and_do_nothing_else_to_it()
    {
        await using var database = await MadeFolder.OpenCopyAsync(new HubOptions { DataFolder = _folder.Path });
        await WriteAsync(database);
        foreach (var attack in new[]
        {
            "update foundation.process set reason = 'x'",
            "delete from foundation.process",
            "truncate foundation.process",
            "alter table foundation.process disable trigger process_is_final",
            "alter table foundation.process disable trigger all",
            "alter table foundation.process add column more text",
            "drop trigger process_is_final on foundation.process",
            "create trigger other before insert on foundation.process for each row execute function foundation.process_is_final()",
            "create or replace function foundation.process_is_final() returns trigger language plpgsql as $$ begin return null; end $$",
            "drop function foundation.process_is_final() cascade",
            "drop table foundation.process",
            "drop schema foundation cascade",
            "create rule other as on insert to foundation.process do instead nothing",
            "do $$ begin lock table foundation.process in access exclusive mode; end $$",
            "create table foundation.other (n int)",
            "create table public.other (n int)",
            "set session_replication_role = replica",
            "set role zhishu_owner",
            "set role zhishu",
            "alter role zhishu_app superuser",
            "copy foundation.process to program 'cat'",
            "select pg_read_file('/etc/passwd')",
            "update foundation.schema_file set checksum = ''",
            "drop table identity.account cascade",
            "truncate records.record cascade",
            "create database other",
            "create extension if not exists file_fdw",
        })
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(attack, new { }, CancellationToken.None))).SqlState);
        await WriteAsync(database);
        Assert.Equal(3, Assert.Single(await database.QueryAsync<long>("select count(*) from foundation.process", new { }, CancellationToken.None)));
        Assert.Equal(["search.entry", "search.mark", "search.more", "search.name", "search.word"], await OwnedAsync(database));
        Assert.Empty(database.Notes);
    }

    [Fact]
    public async Task A_folder_from_before_there_were_two_roles_moves_over_at_its_next_start()
    {
        string file;
        await using (var database = await MadeFolder.OpenCopyAsync(new HubOptions { DataFolder = _folder.Path }))
        {
            await WriteAsync(database);
            file = Path.Combine(_folder.Path, "database.json");

            // As it was: one superuser owns all.
            await using var connection = new NpgsqlConnection(database.OwnerConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            await connection.ExecuteAsync("reassign owned by zhishu_owner to zhishu; reassign owned by zhishu_app to zhishu; drop owned by zhishu_app; drop owned by zhishu_owner");
            database.Source.Clear();
            await connection.ExecuteAsync("drop role zhishu_owner; drop role zhishu_app");
        }

        var place = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        Assert.True(place.Remove("AppPassword"));
        await File.WriteAllTextAsync(file, place.ToJsonString());

        await using (var database = await OpenAsync())
        {
            await WriteAsync(database);
            Assert.Equal(["search.entry", "search.mark", "search.more", "search.name", "search.word"], await OwnedAsync(database));
            Assert.Equal(0, Assert.Single(
                await database.QueryAsync<long>(
                "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('foundation', 'records', 'identity', "
                + "'search') and pg_get_userbyid(c.relowner) = 'zhishu'", new { }, CancellationToken.None)));
            await using var command = await OpenAsync(HubRole.Command);
            Assert.Equal(3, Assert.Single(await command.QueryAsync<long>("select count(*) from foundation.process", new { }, CancellationToken.None)));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_server_with_one_role_works_and_says_what_that_means_and_one_with_two_keeps_them_apart()
    {
        await using var server = await OpenAsync();
        await using var super = new NpgsqlConnection(server.OwnerConnectionString + ";Pooling=false");
        await super.OpenAsync();
        await super.ExecuteAsync("create role one login password 'a'; create role two login password 'a'; grant two to one");
        await super.ExecuteAsync("create database hub owner one");
        string As(string role) => new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "hub", Username = role, Password = "a", Pooling = false }.ConnectionString;
        using var folder = new TempFolder();
        Task<HubDatabase> Open(string role, string? owner) =>
            HubDatabase.OpenAsync(new HubOptions { DataFolder = folder.Path }, As(role), HubRole.Serve, Hub.Schemas, CancellationToken.None, owner is null ? null : As(owner));
        await using (var one = await Open("one", null))
        {
            await WriteAsync(one);
            Assert.Contains("one 拥有审计日志的表", Assert.Single(one.Notes), StringComparison.Ordinal);
        }

        await using (var both = await Open("two", "one"))
        {
            await WriteAsync(both);
            Assert.Empty(both.Notes);
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege,
                (await Assert.ThrowsAsync<PostgresException>(() => both.ExecuteAsync("delete from foundation.process", new { }, CancellationToken.None))).SqlState);
            Assert.Equal(["search.entry", "search.mark", "search.more", "search.name", "search.word"], await OwnedAsync(both));
        }

        // Up to date, it can be served without the owner; and a role that may do nothing is told.
        await using (var two = await Open("two", null))
        {
            await WriteAsync(two);
            Assert.Empty(two.Notes);
        }

        await super.ExecuteAsync("create role three login password 'a'");
        Assert.Equal("database.rights", (await Assert.ThrowsAsync<HubFaultException>(() => Open("three", null))).Code);
    }

    private static Task<IReadOnlyList<string>> OwnedAsync(HubDatabase database) => database.QueryAsync<string>(
        "select oid::regclass::text from pg_class where pg_get_userbyid(relowner) = current_user and relkind in ('r', 'S', 'v') order by 1", new { }, CancellationToken.None);

    private static async Task WriteAsync(HubDatabase database)
    {
        await using var services = new ServiceCollection().AddLogging().AddHub(database, new HubOptions { DataFolder = database.DataFolder }).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ProcessLog>().WriteAsync("test", Actor.Operator, new Subject("test", "1", "x"), null, CancellationToken.None);
    }
}
