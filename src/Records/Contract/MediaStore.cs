using System.Security.Cryptography;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>
/// The pictures and page documents of records, by the checksum of their content, under the data folder. Written beside its place and moved there whole:
/// what is there is whole, whenever a process was killed.
/// </summary>
public sealed class MediaStore(HubDatabase database)
{
    /// <summary>Largest file that is kept.</summary>
    public const int LargestFile = 100 << 20;

    /// <summary>Most pixels of a picture: an A0 sheet at 300 dots an inch has 140 million.</summary>
    private const long MostPixels = 150_000_000;

    private static readonly SemaphoreSlim OneAtATime = new(1);

    private string Folder => FolderIn(database.DataFolder);

    private string? Second => database.ArchiveFolder is { } archive ? FolderIn(archive) : null;

    private static string FolderIn(string folder) => Path.Combine(folder, "media");

    /// <summary>Keeps a file, unless it is no picture, too large, or says of itself more pixels than any drawing has.</summary>
    /// <param name="wanted">What it is.</param>
    /// <param name="content">The file.</param>
    /// <param name="dryRun">Look, but keep nothing.</param>
    /// <returns>The item with its key, or why it was not kept.</returns>
    internal (MediaItem? Item, Bilingual? Fault) Keep(MediaItem wanted, Stream content, bool dryRun)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            memory.Write(buffer, 0, read);
            if (memory.Length > LargestFile)
                return (null, new("超过 100 MB"));
        }

        return Keep(wanted, memory.GetBuffer().AsSpan(0, (int)memory.Length), dryRun);
    }

    private (MediaItem? Item, Bilingual? Fault) Keep(MediaItem wanted, ReadOnlySpan<byte> bytes, bool dryRun)
    {
        if (MediaType.Of(bytes) is not { } type)
            return (null, new("不是 JPEG、PNG、GIF、TIFF 或 PDF"));
        var size = MediaType.SizeOf(type, bytes);
        if (type != "application/pdf" && size is null)
            return (null, new("图像尺寸无法读取"));
        if (size is { } pixels && (pixels.Width <= 0 || pixels.Height <= 0 || (long)pixels.Width * pixels.Height > MostPixels))
            return (null, new("像素数异常"));
        var key = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (!dryRun)
            Write(key, bytes);
        return (wanted with { Key = key, Type = type, Width = size?.Width, Height = size?.Height, Bytes = bytes.Length }, null);
    }

    // What cannot be written into the archive now is brought there within a day.
    private void Write(string key, ReadOnlySpan<byte> bytes)
    {
        WriteFile(PathIn(Folder, key), bytes);
        try
        {
            if (Second is { } second)
                WriteFile(PathIn(second, key), bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Copies what is not there yet into a <c>media</c> folder beside a backup; nothing is taken away there, so one folder serves all backups beside it.</summary>
    /// <returns>Files copied.</returns>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; what was copied is whole.</exception>
    public int CopyTo(string folder, CancellationToken ct) => Copy(Folder, FolderIn(folder), ct);

    /// <summary>Brings what is missing back from a folder that <see cref="CopyTo"/> filled, each file only when its content is what its name says.</summary>
    /// <returns>Files brought back.</returns>
    public int BringBack(string folder, CancellationToken ct) => Copy(FolderIn(folder), Folder, ct);

    /// <summary>Brings what the archive has not yet there; nothing without an archive.</summary>
    internal void Archive(CancellationToken ct)
    {
        if (Second is { } second)
            Copy(Folder, second, ct);
    }

    private static int Copy(string from, string to, CancellationToken ct)
    {
        var copied = 0;
        if (!Directory.Exists(from))
            return copied;
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            ct.ThrowIfCancellationRequested();
            var key = Path.GetFileName(path);
            if (!IsKey(key) || File.Exists(PathIn(to, key)))
                continue;
            var bytes = File.ReadAllBytes(path);
            if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != key)
                continue;
            WriteFile(PathIn(to, key), bytes);
            copied++;
        }

        return copied;
    }

    /// <summary>Opens a file by its key; null when it is not there.</summary>
    public Stream? Open(string key)
    {
        try
        {
            return IsKey(key) ? new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Keeps a file that came from elsewhere under its key; false when its content is another or it is no picture.</summary>
    public bool Take(string key, ReadOnlySpan<byte> bytes) => IsKey(key) && bytes.Length <= LargestFile && Convert.ToHexStringLower(SHA256.HashData(bytes)) == key
        && Keep(new MediaItem("drawing", "", ""), bytes, dryRun: false).Item is not null;

    /// <summary>Whether a file is there.</summary>
    public bool Has(string key) => IsKey(key) && File.Exists(PathOf(key));

    /// <summary>
    /// A picture as browsers show it, made once and kept: PNG of at most 240 pixels a side (a thumbnail) or 1,600 (what TIFF is shown as). Null when it is not there or cannot be shown.
    /// </summary>
    public async Task<Stream?> OpenPreviewAsync(string key, bool thumbnail, CancellationToken ct)
    {
        if (!Has(key))
            return null;
        var path = $"{PathOf(key)}.{(thumbnail ? "s" : "p")}.png";
        if (!File.Exists(path))
        {
            await OneAtATime.WaitAsync(ct);
            try
            {
                if (!File.Exists(path))
                    WriteFile(path, await Task.Run(() => MediaPreview.Of(PathOf(key), thumbnail), ct));
            }
            finally
            {
                OneAtATime.Release();
            }
        }

        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous);
        if (stream.Length > 0)
            return stream;
        await stream.DisposeAsync();
        return null;
    }

    private static bool IsKey(string key) => key.Length == 64 && key.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0;

    private string PathOf(string key) => PathIn(Folder, key);

    private static string PathIn(string folder, string key) => Path.Combine(folder, key[..2], key[2..4], key);

    private static void WriteFile(string path, ReadOnlySpan<byte> bytes)
    {
        if (File.Exists(path))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var half = $"{path}.{Guid.NewGuid():N}";
        using (var file = new FileStream(half, FileMode.CreateNew, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(half, path, overwrite: true);
    }
}
