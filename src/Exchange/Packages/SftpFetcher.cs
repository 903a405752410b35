using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Sftp;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Packages;

/// <summary>
/// Fetches what is new on an SFTP server into the folder of its source. A file is written beside and renamed when it is whole; one that was cut off goes on where it
/// stopped. The server is known by its key: the first that was seen, or the one that was given; another one is refused.
/// </summary>
internal sealed class SftpFetcher(PackageStore store, IDataProtectionProvider protection)
{
    private const int MostFiles = 200_000;
    private const int Deepest = 12;
    private const long Spare = 1L << 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly IDataProtector _protector = protection.CreateProtector("zhishu.package-source");

    /// <summary>A secret as it is kept.</summary>
    public string Protect(string secret) => _protector.Protect(secret);

    /// <summary>Fetches what is new.</summary>
    /// <returns>What went wrong, or null.</returns>
    public async Task<Bilingual?> FetchAsync(PackageSource source, CancellationToken ct)
    {
        string? seen = null;
        var refused = false;
        try
        {
            using var client = new SftpClient(Connection(source));
            client.HostKeyReceived += (_, key) =>
            {
                seen = key.FingerPrintSHA256;
                key.CanTrust = source.HostKey is null || Same(source.HostKey, seen);
                refused = !key.CanTrust;
            };
            client.OperationTimeout = TimeSpan.FromMinutes(2);
            await client.ConnectAsync(ct);
            if (source.HostKey is null && seen is not null)
                await store.KnowHostAsync(source.Id, seen, ct);
            await foreach (var (file, path) in ListAsync(client, source.Path, ct))
            {
                if (await FetchAsync(client, source, file, path, ct) is { } fault)
                    return fault;
            }

            return null;
        }
        catch (SshConnectionException) when (refused)
        {
            return new($"服务器的密钥与登记的不同（{seen}），已断开：请向数据提供方核实后再更改");
        }
        catch (SshAuthenticationException)
        {
            return new("服务器拒绝了账号或密钥");
        }
        catch (SftpPathNotFoundException)
        {
            return new($"服务器上没有目录 {source.Path}");
        }
        catch (SftpPermissionDeniedException)
        {
            return new("账号没有读取该目录的权限");
        }
        catch (Exception e) when (e is SshException or System.Net.Sockets.SocketException or ProxyException or TimeoutException or ObjectDisposedException)
        {
            return new("无法连接服务器，或连接中断；稍后自动再试，已取得的部分不会丢失");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("文件未能写入，磁盘可能已满");
        }
        catch (Exception e) when (e is System.Security.Cryptography.CryptographicException or InvalidDataException or ArgumentException)
        {
            return new("保存的密码或私钥无法使用，请重新填写");
        }
    }

    private ConnectionInfo Connection(PackageSource source)
    {
        var secret = source.Secret is null ? "" : _protector.Unprotect(source.Secret);
        var account = source.Account ?? "anonymous";
        AuthenticationMethod method = secret.Contains("PRIVATE KEY", StringComparison.Ordinal)
            ? new PrivateKeyAuthenticationMethod(account, new PrivateKeyFile(new MemoryStream(Encoding.UTF8.GetBytes(secret.ReplaceLineEndings("\n").TrimEnd() + "\n"))))
            : new PasswordAuthenticationMethod(account, secret);
        return new(source.Host!, source.Port, account, method) { Timeout = Patience };
    }

    private static bool Same(string known, string seen) => Plain(known) == Plain(seen);

    private static string Plain(string fingerprint) => fingerprint.Replace("SHA256:", "", StringComparison.OrdinalIgnoreCase).Trim().TrimEnd('=');

    private static async IAsyncEnumerable<(ISftpFile File, string Path)> ListAsync(SftpClient client, string root, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var folders = new Stack<(string Remote, string Local, int Depth)>([(root, "", 0)]);
        var count = 0;
        while (folders.TryPop(out var folder))
        {
            var entries = new List<ISftpFile>();
            await foreach (var entry in client.ListDirectoryAsync(folder.Remote, ct))
            {
                if (IsName(entry.Name))
                    entries.Add(entry);
                if (entries.Count >= MostFiles)
                    break;
            }

            foreach (var entry in entries.Where(entry => entry.IsRegularFile).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                if (++count > MostFiles)
                    yield break;
                yield return (entry, folder.Local + entry.Name);
            }

            foreach (var entry in entries.Where(entry => entry.IsDirectory && folder.Depth < Deepest).OrderByDescending(entry => entry.Name, StringComparer.Ordinal))
                folders.Push((folder.Remote.TrimEnd('/') + "/" + entry.Name, folder.Local + entry.Name + "/", folder.Depth + 1));
        }
    }

    // A server may say anything: only plain names become files here.
    private static bool IsName(string name) => name.Length is > 0 and <= 200 && name[0] != '.' && !name.Any(c => char.IsControl(c) || c is '/' or '\\' or ':');

    private async Task<Bilingual?> FetchAsync(SftpClient client, PackageSource source, ISftpFile remote, string path, CancellationToken ct)
    {
        var file = new ArrivedFile(path, remote.Length, new DateTimeOffset(DateTime.SpecifyKind(remote.LastWriteTimeUtc, DateTimeKind.Utc)));
        if (await store.IsFetchedAsync(source.Id, file, ct))
            return null;
        var into = Path.Combine(store.FolderOf(source), path);
        Directory.CreateDirectory(Path.GetDirectoryName(into)!);

        // What was begun of this very version is gone on with; what is left of another is no beginning of it.
        var part = $"{into}.{file.Modified.ToUnixTimeSeconds()}-{file.Bytes}.part";
        foreach (var old in Directory.EnumerateFiles(Path.GetDirectoryName(into)!, Path.GetFileName(into) + ".*.part").Where(old => old != part))
            File.Delete(old);
        var begun = File.Exists(part) && new FileInfo(part).Length is var length && length <= file.Bytes ? length : 0;
        if (new DriveInfo(store.FolderOf(source)).AvailableFreeSpace < file.Bytes - begun + Spare)
            return new($"磁盘空间不足以取回 {path}");
        await using (var target = new FileStream(part, begun > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write))
        await using (var from = await client.OpenAsync(remote.FullName, FileMode.Open, FileAccess.Read, ct))
        {
            from.Seek(begun, SeekOrigin.Begin);
            var buffer = new byte[1 << 16];

            // Not more than it said: a server may go on for ever.
            var left = file.Bytes - begun + 1;
            for (int read; left > 0 && (read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), ct)) > 0; left -= read)
                await target.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        // One that grew while it was read is fetched again the next time.
        if (new FileInfo(part).Length != file.Bytes)
        {
            File.Delete(part);
            return null;
        }

        File.Move(part, into, overwrite: true);
        File.SetLastWriteTimeUtc(into, file.Modified.UtcDateTime);
        await store.FetchedAsync(source.Id, file, ct);
        return null;
    }
}
