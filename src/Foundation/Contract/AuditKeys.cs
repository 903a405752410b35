using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Zhishu.Foundation.Audit;

namespace Zhishu.Foundation;

/// <summary>
/// The keys of the audit trail: files <c>audit-FINGERPRINT.key</c> (mode 600) in the folder <c>keys</c> of the data folder, and the setting <c>AuditKey</c>.
/// They lie outside of the database: who may change the database alone cannot compute the chain anew. A key is made once, for a trail that has none;
/// one that is lost is never replaced in silence.
/// </summary>
public sealed class AuditKeys(HubDatabase database, IOptions<HubOptions> options)
{
    private const int LeastBytes = 32;

    /// <summary>The folder of the keys.</summary>
    public string Folder { get; } = Path.Combine(database.DataFolder, "keys");

    /// <summary>Whether there are key files: then the trail must name one of them.</summary>
    internal bool HasFiles => Files().Any();

    /// <summary>The heads of the trail that were noted outside of the database.</summary>
    internal AnchorFile Anchors { get; } = new(options.Value.AuditAnchorFile is { Length: > 0 } file ? Path.GetFullPath(file) : Path.Combine(database.DataFolder, "keys", "anchors.jsonl"));

    /// <summary>The key with a fingerprint, or null when it is not here.</summary>
    internal AuditKey? Find(string fingerprint)
    {
        if (FromSetting() is { } set && set.Fingerprint == fingerprint)
            return set;
        return fingerprint.All(char.IsAsciiHexDigit) && TryRead(FileOf(fingerprint), out var key) && key.Fingerprint == fingerprint ? key : null;
    }

    /// <summary>The key for a trail that names none yet: the one of the setting, one that lies here, or a new one.</summary>
    internal AuditKey ForNewTrail() => FromSetting() ?? Files().Select(file => TryRead(file, out var key) ? key : null).FirstOrDefault(key => key is not null) ?? Make();

    /// <summary>Another key than the one in use: the one of the setting when it is another, or a new one.</summary>
    internal AuditKey Another(string? present) => FromSetting() is { } set ? set.Fingerprint != present ? set : throw new HubFaultException("audit.key", new(
        "密钥由 Zhishu__AuditKey 指定：请先把它改为新密钥。")) : Make();

    private IEnumerable<string> Files() => Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "audit-*.key").Order(StringComparer.Ordinal) : [];

    private string FileOf(string fingerprint) => Path.Combine(Folder, $"audit-{fingerprint}.key");

    private AuditKey Make()
    {
        var key = AuditKey.Of(RandomNumberGenerator.GetBytes(LeastBytes));
        Directory.CreateDirectory(Folder);
        PrivateFile.Write(FileOf(key.Fingerprint), Encoding.ASCII.GetBytes(Convert.ToBase64String(key.Secret) + "\n"));
        return key;
    }

    private AuditKey? FromSetting() => options.Value.AuditKey is not { Length: > 0 } text ? null : Parse(text) ?? throw new HubFaultException("settings.auditKey", new(
        "Zhishu__AuditKey 应是至少 32 字节的 Base64，例如 openssl rand -base64 32 的输出。"));

    private static bool TryRead(string file, [NotNullWhen(true)] out AuditKey? key) => (key = File.Exists(file) ? Parse(File.ReadAllText(file)) : null) is not null;

    private static AuditKey? Parse(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length >= LeastBytes ? AuditKey.Of(bytes[..length]) : null;
    }
}
