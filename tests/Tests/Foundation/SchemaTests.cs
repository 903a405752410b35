using Zhishu.Foundation;
using Zhishu.Foundation.Database;

namespace Zhishu.Tests.Foundation;

[Collection(ServerCollection.Name)]
public sealed class SchemaTests(TestServer hub)
{
    private static readonly SchemaFile[] Files = [new("demo", 1, "0001_a.sql", "create table demo_a (n int)"), new("demo", 2, "0002_b.sql", "create table demo_b (n int)")];

    [Fact]
    public async Task Each_file_is_applied_once_even_by_two_hubs_at_the_same_moment()
    {
        await using var scratch = await hub.ScratchAsync();
        await using var owner = Npgsql.NpgsqlDataSource.Create(scratch.Database.OwnerConnectionString);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SchemaRunner.ApplyFilesAsync(owner, Files, CancellationToken.None)));
        Assert.Equal(2, await scratch.ScalarAsync<long>("select count(*) from foundation.schema_file where module = 'demo'"));
    }

    [Fact]
    public async Task A_changed_file_is_refused_with_its_name()
    {
        await using var scratch = await hub.ScratchAsync();
        await using var owner = Npgsql.NpgsqlDataSource.Create(scratch.Database.OwnerConnectionString);
        await SchemaRunner.ApplyFilesAsync(owner, Files, CancellationToken.None);
        var refused = await Assert.ThrowsAsync<HubFaultException>(() =>
            SchemaRunner.ApplyFilesAsync(owner, [Files[0], new("demo", 2, "0002_b.sql", "create table demo_c (n int)")], CancellationToken.None));
        Assert.Equal("schema.changed", refused.Code);
        Assert.Contains("demo/0002_b.sql", refused.Text.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        await using var scratch = await hub.ScratchAsync();
        await using var owner = Npgsql.NpgsqlDataSource.Create(scratch.Database.OwnerConnectionString);
        await SchemaRunner.ApplyFilesAsync(owner, Files, CancellationToken.None);
        var refused = await Assert.ThrowsAsync<HubFaultException>(() => SchemaRunner.ApplyFilesAsync(owner, [Files[0]], CancellationToken.None));
        Assert.Equal("schema.newer", refused.Code);
    }

    [Fact]
    public async Task A_broken_file_leaves_nothing_behind()
    {
        await using var scratch = await hub.ScratchAsync();
        await using var owner = Npgsql.NpgsqlDataSource.Create(scratch.Database.OwnerConnectionString);
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            SchemaRunner.ApplyFilesAsync(owner, [new("demo", 1, "0001_a.sql", "create table demo_a (n int); select nonsense")], CancellationToken.None));
        Assert.Equal(0, await scratch.ScalarAsync<long>("select count(*) from pg_tables where tablename = 'demo_a'"));
        await SchemaRunner.ApplyFilesAsync(owner, Files, CancellationToken.None);
    }

    [Fact]
    public async Task A_wrong_connection_string_and_an_unreachable_server_are_told()
    {
        using var folder = new TempFolder();
        Task<HubDatabase> Open(string connection) => HubDatabase.OpenAsync(new HubOptions { DataFolder = folder.Path }, connection, HubRole.Command, [], CancellationToken.None);
        Assert.Equal("database.setting", (await Assert.ThrowsAsync<HubFaultException>(() => Open("Nonsense=1"))).Code);
        Assert.Equal("database.unreachable", (await Assert.ThrowsAsync<HubFaultException>(() => Open("Host=127.0.0.1;Port=1;Username=a;Password=b;Timeout=2"))).Code);
    }
}
