using Zhishu.Exchange.Feed;
using Zhishu.Foundation;

namespace Zhishu.Exchange.OpenData;

/// <summary>When a file of open data is to be built: once a day, when somebody asked, and between when it holds too little of what there is.</summary>
internal sealed class DumpAge(ItemStore items, TimeProvider clock)
{
    /// <summary>A load is over when nothing has come for this long.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);

    /// <summary>A file that holds something is built anew between the days at most this often.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromHours(1);

    /// <summary>How often it is looked whether an empty directory still is.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMinutes(5);

    /// <summary>The part of a file, one in this many, that must have changed.</summary>
    public const int Part = 20;

    // When a list of the directory was last looked at; what came out the same is not entered.
    private readonly Dictionary<string, DateTimeOffset> _looked = [];

    /// <summary>Whether a file that was built is due.</summary>
    public async Task<bool> IsDueAsync(DataSet set, Dump dump, (DateTime Stamp, long Sequence) newest, CancellationToken ct)
    {
        var (now, built) = (clock.GetUtcNow(), Utc(dump.BuiltAt));
        if (dump.AskedAt is not null || ChinaTime.DayOf(built) < clock.Today())
            return true;
        if (set.Kind is not { } kind)
            return IsLookDue(dump, now);
        if ((newest.Stamp, newest.Sequence).CompareTo((dump.ItemStamp, dump.ItemSeq)) <= 0 || !IsTime(dump.Records, now - built, now - Utc(newest.Stamp)))
            return false;
        var much = Math.Max(1, dump.Records / Part);
        return await items.ChangedAsync(kind, dump.ItemStamp, dump.ItemSeq, much, ct) >= much;
    }

    /// <summary>Whether a file may be built now, if much has changed: an empty one as soon as the load is over, another after a while; neither waits for the end of a load for ever.</summary>
    internal static bool IsTime(long records, TimeSpan age, TimeSpan quiet) =>
        records == 0 ? quiet >= Quiet || age >= Between : age >= Between && (quiet >= Quiet || age >= 2 * Between);

    private bool IsLookDue(Dump dump, DateTimeOffset now)
    {
        var last = _looked.TryGetValue(dump.File, out var looked) && looked > Utc(dump.BuiltAt) ? looked : Utc(dump.BuiltAt);
        if (now - last < (dump.Records == 0 ? Look : Between))
            return false;
        _looked[dump.File] = now;
        return true;
    }

    private static DateTimeOffset Utc(DateTime utc) => new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}
