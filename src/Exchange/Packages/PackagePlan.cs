using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Zhishu.Exchange.Packages;

/// <summary>A file of a source.</summary>
/// <param name="Path">Path below the source's folder, with slashes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Modified">When it was written last.</param>
internal readonly record struct ArrivedFile(string Path, long Bytes, DateTimeOffset Modified);

/// <summary>A delivery as its files lie there.</summary>
/// <param name="Name">The dated folder or file, or the file that tells no date.</param>
/// <param name="Day">Its day, or null.</param>
/// <param name="Files">Its files, in their order.</param>
internal sealed record Arrived(string Name, DateOnly? Day, IReadOnlyList<ArrivedFile> Files)
{
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>What makes it this content: the names and sizes of its files.</summary>
    public string Content => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Files.Select(file => $"{file.Path} {file.Bytes}")))));
}

/// <summary>Sorts what lies in the folder of a source into deliveries, the oldest first; and tells which weeks are missing.</summary>
internal static partial class PackagePlan
{
    /// <summary>A file that was written to this lately may still be growing.</summary>
    public static readonly TimeSpan Settles = TimeSpan.FromMinutes(2);

    private const int MostMissing = 200;

    /// <summary>The deliveries, in the order in which they are to be imported: by their day, those without one last.</summary>
    public static IReadOnlyList<Arrived> Deliveries(IEnumerable<ArrivedFile> files) =>
    [
        .. files.Where(file => !IsUnfinished(file.Path)).GroupBy(file => NameOf(file.Path))
            .Select(group => new Arrived(group.Key, DayOf(group.Key), [.. group.OrderBy(file => file.Path, StringComparer.Ordinal)]))
            .OrderBy(delivery => delivery.Day ?? DateOnly.MaxValue).ThenBy(delivery => delivery.Name, StringComparer.Ordinal),
    ];

    /// <summary>Whether nothing of a delivery was written lately.</summary>
    public static bool IsSettled(Arrived delivery, DateTimeOffset now) => delivery.Files.All(file => now - file.Modified >= Settles);

    /// <summary>The days on which a delivery should have come between the first and the last: where the usual distance (of weeks mostly) was passed by more than half of it.</summary>
    public static IReadOnlyList<DateOnly> Missing(IEnumerable<DateOnly> days)
    {
        var known = days.Distinct().Order().ToList();
        if (known.Count < 3)
            return [];
        var gaps = known.Zip(known.Skip(1), (left, right) => right.DayNumber - left.DayNumber).ToList();
        var usual = gaps.Order().ElementAt(gaps.Count / 2);
        var missing = new List<DateOnly>();
        foreach (var (day, gap) in known.Zip(gaps))
        {
            for (var next = day.AddDays(usual); gap > usual * 3 / 2 && next.DayNumber + (usual / 2) < day.DayNumber + gap && missing.Count < MostMissing; next = next.AddDays(usual))
                missing.Add(next);
        }

        return missing;
    }

    /// <summary>Whether a source that delivers regularly is late: two of its usual distances have passed.</summary>
    public static bool IsLate(IEnumerable<DateOnly> days, DateOnly today)
    {
        var known = days.Distinct().Order().ToList();
        if (known.Count < 3)
            return false;
        var usual = known.Zip(known.Skip(1), (left, right) => right.DayNumber - left.DayNumber).Order().ElementAt((known.Count - 1) / 2);
        return today.DayNumber - known[^1].DayNumber > 2 * usual;
    }

    // What mirror programs leave while they fetch.
    private static bool IsUnfinished(string path) => path.Split('/').Any(part => part.StartsWith('.')) || Unfinished().IsMatch(path);

    // The first folder that tells a day; or the file, its volumes together.
    private static string NameOf(string path)
    {
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length - 1; i++)
        {
            if (Dated().IsMatch(parts[i]))
                return string.Join('/', parts[..(i + 1)]);
        }

        return Volume().Replace(path, "");
    }

    private static DateOnly? DayOf(string name) =>
        Dated().Match(name.Split('/')[^1]) is { Success: true } dated
        && DateOnly.TryParseExact(dated.Groups[1].Value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    [GeneratedRegex(@"(?<!\d)((?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Dated();

    [GeneratedRegex(@"\.(?:z\d{2,3}|zip|\d{3})$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Volume();

    [GeneratedRegex(@"\.(?:part|partial|tmp|filepart|crdownload|lftp-pget-status)$|~$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Unfinished();
}
