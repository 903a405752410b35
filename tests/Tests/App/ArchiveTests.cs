using System.Security.Cryptography;
using Dapper;
using Zhishu.App;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Tests.App;

/// <summary>The archive of the embedded database: any moment of it is brought back by the command, in the same folder and on a machine that has nothing else.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_moment_between_two_changes_is_brought_back()
    {
        var (own, elsewhere, archive) = (Path.Combine(_folder.Path, "own"), Path.Combine(_folder.Path, "elsewhere"), Path.Combine(_folder.Path, "archive"));
        var options = new HubOptions { DataFolder = own, WalArchive = archive };
        string moment;
        await using (var database = await MadeFolder.OpenCopyAsync(options))
        {
            Directory.CreateDirectory(Path.Combine(own, "keys"));
            await File.WriteAllTextAsync(Path.Combine(own, "keys", "key-1.xml"), "<key/>");
            await OwnerAsync(database, "create table moments (n int); insert into moments values (1)");
            await database.CopyAsync(options, TimeProvider.System, TimeSpan.Zero, CancellationToken.None);

            // A second one within the day is not taken.
            await database.CopyAsync(options, TimeProvider.System, TimeSpan.FromDays(1), CancellationToken.None);
            Assert.Single(Directory.GetDirectories(Path.Combine(archive, "base")));
            await OwnerAsync(database, "insert into moments values (2)");

            // A picture kept after the copy; one from before there was an archive comes with the daily round.
            var store = new MediaStore(database);
            Assert.True(store.Take(Key(Picture), Picture));
            Directory.CreateDirectory(Path.GetDirectoryName(PathIn(own, Key(Early)))!);
            await File.WriteAllBytesAsync(PathIn(own, Key(Early)), Early);
            store.Archive(CancellationToken.None);
            await Task.Delay(50);
            moment = (await database.QueryAsync<string>("select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') || 'Z'", new { }, CancellationToken.None))[0];
            await Task.Delay(50);
            await OwnerAsync(database, "insert into moments values (3)");
            await ArchivedAsync(database);
        }

        // On a machine that has only the archive.
        var (code, said) = await RunAsync(elsewhere, "restore", "--archive", archive, "--at", moment);
        Assert.True(code == 0, said);
        Assert.Equal("1, 2", await MomentsAsync(elsewhere));
        Assert.True(File.Exists(Path.Combine(elsewhere, "keys", "key-1.xml")));
        Assert.Equal(Picture, await File.ReadAllBytesAsync(PathIn(elsewhere, Key(Picture))));
        Assert.Equal(Early, await File.ReadAllBytesAsync(PathIn(elsewhere, Key(Early))));

        // In its own place: only when said so; a moment before all copies leaves everything as it was.
        Assert.NotEqual(0, (await RunAsync(own, "restore", "--archive", archive, "--at", moment)).Code);
        Assert.NotEqual(0, (await RunAsync(own, "restore", "--archive", archive, "--at", "2020-01-01", "--replace")).Code);
        Assert.Equal("1, 2, 3", await MomentsAsync(own));
        (code, said) = await RunAsync(own, "restore", "--archive", archive, "--at", moment, "--replace");
        Assert.True(code == 0, said);
        Assert.Equal("1, 2", await MomentsAsync(own));

        // A later moment than anything written, and no moment: all there is.
        (code, said) = await RunAsync(own, "restore", "--archive", archive, "--at", "2099-01-01", "--replace");
        Assert.True(code == 0, said);
        Assert.Equal("1, 2, 3", await MomentsAsync(own));
        (code, said) = await RunAsync(own, "restore", "--archive", archive, "--replace");
        Assert.True(code == 0, said);
        Assert.Equal("1, 2, 3", await MomentsAsync(own));
        Assert.DoesNotContain(Directory.GetDirectories(Path.Combine(own, "postgres")), path => Path.GetFileName(path).StartsWith("data.", StringComparison.Ordinal));
    }

    private static readonly byte[] Picture = Convert.FromBase64String("R0lGODlhAQABAAAAACw=");
    private static readonly byte[] Early = [1, 2, 3];

    private static string Key(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string PathIn(string folder, string key) => Path.Combine(folder, "media", key[..2], key[2..4], key);

    private static async Task<string?> OwnerAsync(HubDatabase database, string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(database.OwnerConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return await connection.ExecuteScalarAsync<string?>(sql);
    }

    private static async Task ArchivedAsync(HubDatabase database)
    {
        var name = await OwnerAsync(database, "select pg_walfile_name(pg_switch_wal())");
        for (var tries = 0; (await database.QueryAsync<string?>("select last_archived_wal from pg_stat_archiver", new { },
            CancellationToken.None))[0] is var last && string.CompareOrdinal(last, name) < 0; tries++)
        {
            Assert.True(tries < 600, $"{name} was not archived, the last is {last}");
            await Task.Delay(100);
        }
    }

    private static async Task<string> MomentsAsync(string folder)
    {
        await using var database = await HubDatabase.OpenAsync(new HubOptions { DataFolder = folder }, null, HubRole.Command, Hub.Schemas, CancellationToken.None);
        return (await OwnerAsync(database, "select string_agg(n::text, ', ' order by n) from moments"))!;
    }

    private static async Task<(int Code, string Said)> RunAsync(string folder, params string[] arguments)
    {
        var (code, output, errors) = await HubProgram.RunAsync(folder, arguments);
        return (code, output + errors);
    }
}
