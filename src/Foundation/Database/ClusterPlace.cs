using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Zhishu.Foundation.Database;

/// <summary>Where a data folder's cluster lies and how to reach it; kept in <c>database.json</c>, readable by its owner alone.</summary>
internal sealed record ClusterPlace(string Cluster, string Socket, string Password, string? AppPassword = null)
{
    /// <summary>Longest path a socket may have on Linux and macOS, with room for PostgreSQL's file name.</summary>
    private const int LongestSocketFolder = 80;

    /// <summary>Name of the folder with the data; another one while an upgrade is being made beside it.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "data";

    [JsonIgnore]
    public string Data => Path.Combine(Cluster, Name);

    /// <summary>The superuser's connection, for the form of the database, backups and restores.</summary>
    public string OwnerConnectionString => Connection("zhishu", Password) + ";Maximum Pool Size=4";

    /// <summary>The connection of the role that serves.</summary>
    public string ConnectionString => Connection(Rights.App, AppPassword ?? throw new InvalidOperationException("The cluster has no role that serves")) + ";Maximum Pool Size=40";

    public static ClusterPlace? Read(string folder)
    {
        var file = FileIn(folder);
        if (!File.Exists(file) || JsonSerializer.Deserialize<ClusterPlace>(File.ReadAllText(file)) is not { } place)
            return null;

        // A data folder that was moved or copied takes its database with it, also one in which an upgrade or a restore was killed while "data" was called otherwise.
        var inside = Path.Combine(folder, "postgres");
        return Directory.Exists(inside) && Directory.EnumerateDirectories(inside, "data*").Any() ? place with { Cluster = inside, Socket = SocketFor(inside, folder) } : place;
    }

    public static async Task<ClusterPlace> ChooseAsync(string folder, ClusterUser user, List<string> notes, CancellationToken ct)
    {
        var cluster = Path.Combine(folder, "postgres");
        if (!await user.CanReachAsync(folder, ct))
        {
            cluster = Path.Combine("/var/lib/zhishu", Mark(folder));
            notes.Add(Lang.T($"账户 {user.Name} 无法进入 {folder}，数据库改放在 {cluster}。"));
        }

        var place = new ClusterPlace(cluster, SocketFor(cluster, folder), NewPassword(), NewPassword());
        await place.WriteAsync(folder, ct);
        return place;
    }

    /// <summary>A cluster from before the hub had a role of its own gets a password for it.</summary>
    public async Task<ClusterPlace> WithAppPasswordAsync(string folder, CancellationToken ct)
    {
        if (AppPassword is not null)
            return this;
        var place = this with { AppPassword = NewPassword() };
        await place.WriteAsync(folder, ct);
        return place;
    }

    /// <summary>Notes the place in a data folder; written beside and moved, so that a process that reads it meanwhile finds a whole file.</summary>
    public async Task WriteAsync(string folder, CancellationToken ct)
    {
        var half = FileIn(folder) + ".new";
        File.Delete(half);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(half, options))
        {
            await JsonSerializer.SerializeAsync(file, this, cancellationToken: ct);
        }

        File.Move(half, FileIn(folder), overwrite: true);
    }

    private string Connection(string user, string password) =>
        $"Host={Socket};Port=5432;Username={user};Password={password};Database=postgres;Timeout=15;Command Timeout=0;Include Error Detail=false";

    private static string NewPassword() => Convert.ToHexString(RandomNumberGenerator.GetBytes(24));

    private static string SocketFor(string cluster, string folder)
    {
        var socket = Path.Combine(cluster, "s");
        return Encoding.UTF8.GetByteCount(socket) > LongestSocketFolder ? Path.Combine("/tmp", "zhishu-" + Mark(folder)) : socket;
    }

    internal static string FileIn(string folder) => Path.Combine(folder, "database.json");

    private static string Mark(string folder) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12];
}
