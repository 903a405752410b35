using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Zhishu.Foundation.Audit;

/// <summary>The head of the trail at one moment, signed with the key of the trail, kept where the database cannot reach.</summary>
/// <param name="At">When it was noted.</param>
/// <param name="Lines">Number of lines.</param>
/// <param name="Id">Identity of the last line.</param>
/// <param name="Head">HMAC of the last line, hexadecimal.</param>
/// <param name="Key">Fingerprint of the key.</param>
/// <param name="Sign">HMAC over the others, hexadecimal.</param>
internal sealed record Anchor(DateTimeOffset At, long Lines, Guid Id, string Head, string Key, string Sign)
{
    public static Anchor Make(AuditKey key, DateTimeOffset at, long lines, Guid id, byte[] head)
    {
        var plain = new Anchor(at, lines, id, Convert.ToHexStringLower(head), key.Fingerprint, "");
        return plain with { Sign = Convert.ToHexStringLower(key.Sign(plain.Text())) };
    }

    public bool IsSignedBy(AuditKey key) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key.Sign(Text()))));

    private byte[] Text() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"anchor\n{At.UtcTicks}\n{Lines}\n{Id}\n{Head}\n{Key}"));
}

/// <summary>The file of anchors, one JSON object a line, only ever added to.</summary>
internal sealed class AnchorFile(string path)
{
    public string Path { get; } = path;

    /// <summary>All anchors in their order; null for a line that is none.</summary>
    public IReadOnlyList<Anchor?> Read() => File.Exists(Path) ? [.. File.ReadLines(Path).Where(line => line.Length > 0).Select(Parse)] : [];

    public void Add(Anchor anchor)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);

        // A line that was cut by a full disk must not take the next one with it.
        var cut = File.Exists(Path) && !File.ReadAllText(Path).EndsWith('\n') && new FileInfo(Path).Length > 0;
        using var file = PrivateFile.Open(Path, FileMode.Append);
        file.Write(Encoding.UTF8.GetBytes((cut ? "\n" : "") + Write(anchor) + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Adds the lines of another file of anchors that are not here, in the order of time.</summary>
    public void Merge(IReadOnlyList<string> lines)
    {
        var here = File.Exists(Path) ? File.ReadAllLines(Path) : [];
        if (lines.Except(here, StringComparer.Ordinal).ToList() is not { Count: > 0 } more)
            return;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var half = Path + ".part";
        File.Delete(half);
        PrivateFile.Write(half, Encoding.UTF8.GetBytes(string.Concat(here.Concat(more).OrderBy(line => Parse(line)?.At ?? DateTimeOffset.MinValue).Select(line => line + "\n"))));
        File.Move(half, Path, overwrite: true);
    }

    public static string Write(Anchor anchor) => JsonSerializer.Serialize(anchor, JsonColumn.Options);

    private static Anchor? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Anchor>(line, JsonColumn.Options) is { Head: not null, Key: not null, Sign: not null } anchor ? anchor : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
