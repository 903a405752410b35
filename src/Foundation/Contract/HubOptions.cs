using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;

namespace Zhishu.Foundation;

/// <summary>The settings of one hub: section <c>Zhishu</c> of appsettings.json, environment variables <c>Zhishu__…</c>, flags.</summary>
public sealed class HubOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Zhishu";

    /// <summary>Folder that holds the private database, import reports and locks. Relative to the working folder.</summary>
    [Required]
    public string DataFolder { get; set; } = "./var";

    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    [Required]
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Whether the demo set is loaded into an empty hub at its first start.</summary>
    public bool Demo { get; set; }

    /// <summary>Name shown in the page head.</summary>
    [Required, StringLength(60)]
    public string HubName { get; set; } = "知枢 · 知识产权信息公共服务枢纽";

    /// <summary>Level of the hub: national, province, city or outlet (国家级、省级、地市级、网点).</summary>
    [RegularExpression("national|province|city|outlet")]
    public string HubLevel { get; set; } = "national";

    /// <summary>Code (GB/T 2260) of the region that the hub serves, offered wherever a region is asked for; null for the whole country.</summary>
    [RegularExpression(@"\d{2}(\d{2}){0,2}")]
    public string? HubRegion { get; set; }

    /// <summary>Address under which visitors reach the hub, for links in mail and feeds; the first of <see cref="Urls"/> when null.</summary>
    [Url]
    public string? PublicUrl { get; set; }

    /// <summary>How mail is sent.</summary>
    public MailOptions Mail { get; set; } = new();

    /// <summary>An absolute address of this hub.</summary>
    public string Absolute(string path)
    {
        var start = (PublicUrl ?? Urls.Split(';')[0]).TrimEnd('/');
        return (Prefix.HasValue && !start.EndsWith(Prefix.Value!, StringComparison.Ordinal) ? start + Prefix.Value : start) + path;
    }

    /// <summary>Path below which the whole hub lies, such as <c>/zhishu</c>; null when it has a host of its own.</summary>
    [RegularExpression("(/[A-Za-z0-9_-]+)+/?")]
    public string? PathBase { get; set; }

    /// <summary><see cref="PathBase"/> without a slash at its end; empty when there is none.</summary>
    public PathString Prefix => new(PathBase?.TrimEnd('/') is { Length: > 0 } path ? path : null);

    /// <summary>Whether this process keeps a search index of its own in the data folder; otherwise PostgreSQL answers searches.</summary>
    public bool Replica { get; set; } = true;

    /// <summary>Whether this process makes pictures of marks and designs searchable in the background; what another process of the hub made can be searched in any case.</summary>
    public bool Pictures { get; set; } = true;

    /// <summary>Whether this process learns in the background which words of its records go together, and orders similar records by it.</summary>
    public bool WordVectors { get; set; } = true;

    /// <summary>
    /// Program that looks for malware in every file handed in: it is called with the path of the file as its last argument,
    /// and answers with exit code 0 when the file is clean. Null when there is none.
    /// </summary>
    public string? FileScan { get; set; }

    /// <summary>
    /// Where ClamAV listens (clamd: path of a socket, or host:port); every file handed in is sent to it. A file of which it cannot tell is taken as not scanned.
    /// Null when there is none.
    /// </summary>
    [RegularExpression(@"/.+|.+:\d{1,5}", ErrorMessage = "Zhishu__ClamAv: /run/clamav/clamd.ctl, 127.0.0.1:3310")]
    public string? ClamAv { get; set; }

    /// <summary>Most millions of units of work that one question over the records may cost; a unit is two to eight nanoseconds.</summary>
    [Range(1, 1_000_000)]
    public int SearchWork { get; set; } = 140;

    /// <summary>Seconds of work that one visitor without an account, by network address, may cause in a minute on pages that count; accounts may cause twice as much.</summary>
    [Range(1, 1_000_000)]
    public int WorkSecondsPerMinute { get; set; } = 15;

    /// <summary>Most records that a visitor without an account may take away in one file.</summary>
    [Range(1, 10_000_000)]
    public int GuestExportRecords { get; set; } = 2000;

    /// <summary>Most records that somebody with an account may take away in one file.</summary>
    [Range(1, 100_000_000)]
    public int ExportRecords { get; set; } = 200_000;

    /// <summary>Most megabytes that files to take away may take together; the oldest go first.</summary>
    [Range(10, 10_000_000)]
    public int ExportMegabytes { get; set; } = 2000;

    /// <summary>Most private spaces (我的) that may be begun in an hour from one network address without an account.</summary>
    [Range(1, 10_000_000)]
    public int SpacesPerHour { get; set; } = 20;

    /// <summary>Most tries to sign in, sign up or reset a password from one network address in a minute.</summary>
    [Range(1, 100_000)]
    public int AccountTriesPerMinute { get; set; } = 30;

    /// <summary>Most forms that one visitor (account, or network address without one) may send in an hour on pages open to everybody.</summary>
    [Range(1, 10_000_000)]
    public int PublicPostsPerHour { get; set; } = 120;

    /// <summary>Whether needs and offers are looked at by an office before they are public.</summary>
    public bool BoardReview { get; set; }

    /// <summary>Most enquiries that one visitor may make in an hour.</summary>
    [Range(1, 10_000_000)]
    public int EnquiriesPerHour { get; set; } = 10;

    /// <summary>Most calls of the open interface (API, OAI-PMH, SRU, HSDS) without a key from one network address in an hour; with a key the key's own quota counts.</summary>
    [Range(1, 100_000_000)]
    public int ApiPerHour { get; set; } = 10_000;

    /// <summary>Licence of the hub's own open data, a text or an address; null when each record only tells its own.</summary>
    [StringLength(300)]
    public string? OpenDataLicence { get; set; }

    /// <summary>Whether subscribers may be told at addresses of this machine and of private networks.</summary>
    public bool HooksToPrivate { get; set; }

    /// <summary>Whether sources entered on the web may lie on this machine and in private networks; those entered at the shell may in any case.</summary>
    public bool HarvestFromPrivate { get; set; }

    /// <summary>Folder of the server within which sources entered on the web may name folders; null when they may name none.</summary>
    public string? HarvestFolder { get; set; }

    /// <summary>Addresses of the proxies in front of the hub, separated by semicolons: what they say of the visitor's address is believed. Null when there is none.</summary>
    public string? TrustedProxies { get; set; }

    /// <summary>
    /// Folder, best on another disk, in which the embedded database keeps daily copies of itself and its write-ahead log, so that any moment can be
    /// brought back (<c>restore --archive</c>); null for none. A database server of one's own has archives of its own.
    /// </summary>
    public string? WalArchive { get; set; }

    /// <summary>For how many days the archive can bring moments back.</summary>
    [Range(1, 3650)]
    public int WalArchiveDays { get; set; } = 14;

    /// <summary>Form of the log lines: <c>text</c> or <c>json</c>.</summary>
    [RegularExpression("text|json")]
    public string Logs { get; set; } = "text";

    /// <summary>Addresses and networks (CIDR), separated by semicolons, that may read <c>/metrics</c>; for others there is no such page.</summary>
    public string MetricsFrom { get; set; } = "127.0.0.1;::1";

    /// <summary>Key of the audit trail, Base64 of at least 32 bytes, when it is not to lie in the data folder; never logged.</summary>
    public string? AuditKey { get; set; }

    /// <summary>File to which the head of the audit trail is added every day; <c>keys/anchors.jsonl</c> in the data folder when null. Best on another machine.</summary>
    public string? AuditAnchorFile { get; set; }

    /// <summary>Address to which the head of the audit trail is mailed every day, or null.</summary>
    [EmailAddress]
    public string? AuditAnchorMail { get; set; }

    /// <summary>Address to which the head of the audit trail is posted as JSON every day, or null.</summary>
    [Url]
    public string? AuditAnchorUrl { get; set; }

    /// <summary>Days that a reader of the change feed outside of the database, such as another hub's index, is waited for; then it begins anew.</summary>
    [Range(1, 36_500)]
    public int KeepChangesDays { get; set; } = 30;

    /// <summary>Days that mail is kept after it was sent or given up.</summary>
    [Range(1, 36_500)]
    public int KeepMailDays { get; set; } = 30;

    /// <summary>Days that notices are kept after they were read; those never read go after three times as long.</summary>
    [Range(1, 36_500)]
    public int KeepNoticesDays { get; set; } = 180;

    /// <summary>Days that runs of a harvest that changed nothing are kept.</summary>
    [Range(1, 36_500)]
    public int KeepRunsDays { get; set; } = 90;

    /// <summary>Folder with the server binaries (initdb, pg_ctl); found by itself when null.</summary>
    public string? PostgresBin { get; set; }

    /// <summary>Folder with the reference data shipped with the product; beside the program when null.</summary>
    public string? ReferenceFolder { get; set; }
}
