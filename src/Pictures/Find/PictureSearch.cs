using Zhishu.Foundation;
using Zhishu.Pictures.Features;
using Zhishu.Pictures.Set;
using Zhishu.Pictures.Store;
using Zhishu.Records;

namespace Zhishu.Pictures.Find;

/// <summary>How alike two pictures are, in words; the bounds were chosen on generated drawings (bench/README.md).</summary>
internal enum Degree
{
    /// <summary>略像.</summary>
    Slight,

    /// <summary>较像.</summary>
    Fair,

    /// <summary>很像.</summary>
    High,
}

/// <summary>A picture found.</summary>
/// <param name="Key">Its file.</param>
/// <param name="Score">Likeness, up to 1.</param>
/// <param name="Degree">In words.</param>
/// <param name="Why">What is alike.</param>
/// <param name="First">The record that shows it, and its picture's place.</param>
/// <param name="N">The place of the picture there.</param>
/// <param name="Others">How many other records show it, of those that pass the filter.</param>
internal sealed record PictureHit(string Key, float Score, Degree Degree, IReadOnlyList<Bilingual> Why, StoredRecord First, short N, int Others)
{
    /// <summary>All records that show it and pass.</summary>
    public IReadOnlyList<Guid> Records { get; init; } = [];
}

/// <summary>What a search for pictures found.</summary>
/// <param name="Hits">Best first.</param>
/// <param name="Compared">How many pictures could be found.</param>
internal sealed record PictureAnswer(IReadOnlyList<PictureHit> Hits, int Compared);

/// <summary>Finds the pictures of marks and designs that look like one, and says why.</summary>
internal sealed class PictureSearch(PictureSet set, PictureTable table, RecordStore records)
{
    /// <summary>Likeness below which pictures are not shown.</summary>
    public const float Least = 0.55f;

    private const float Fair = 0.7f;
    private const float High = 0.85f;

    public static Degree DegreeOf(float score) => score >= High ? Degree.High : score >= Fair ? Degree.Fair : Degree.Slight;

    public static Bilingual LabelOf(Degree degree) => degree switch { Degree.High => new("很像"), Degree.Fair => new("较像"), _ => new("略像") };

    /// <summary>Finds.</summary>
    /// <param name="asked">What is looked for.</param>
    /// <param name="filter">What narrows it.</param>
    /// <param name="codes">Codes (vienna:…) of the mark asked about, which are told of when a found one has them too.</param>
    /// <param name="most">Most pictures.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<PictureAnswer> FindAsync(Look asked, PictureFilter filter, IReadOnlyCollection<string> codes, int most, CancellationToken ct)
    {
        var found = await set.FindAsync(asked, filter, most, Least, ct);
        var looks = await table.LooksAsync([.. found.Select(picture => picture.Key)], ct);

        // Of several records with the picture the one in force stands for them.
        var firsts = found.ToDictionary(picture => picture.Key, picture => picture.Showers.OrderBy(shower => shower.Status != LegalStatus.InForce).ThenBy(shower => shower.Id).First());
        var stored = (await records.GetAsync([.. firsts.Values.Select(shower => shower.Id).Distinct()], ct)).ToDictionary(record => record.Id);
        var hits = new List<PictureHit>();
        foreach (var picture in found)
        {
            // A picture or record that went between the two steps is left out.
            if (!looks.TryGetValue(picture.Key, out var look) || picture.Likeness.FoundView >= look.Views.Count || !stored.TryGetValue(firsts[picture.Key].Id, out var first))
                continue;
            var all = picture.Showers.Select(shower => shower.Id).Distinct().ToList();
            hits.Add(new(picture.Key, picture.Likeness.Score, DegreeOf(picture.Likeness.Score), Why(asked, look, picture, codes), first, firsts[picture.Key].N, all.Count - 1) { Records = all });
        }

        return new(hits, await set.CountAsync(ct));
    }

    private static IReadOnlyList<Bilingual> Why(Look asked, Look look, FoundPicture picture, IReadOnlyCollection<string> codes)
    {
        var (mine, its) = (asked.Views[picture.Likeness.AskedView], look.Views[picture.Likeness.FoundView]);
        var (content, shape) = View.Halves(mine, its);
        var why = new List<Bilingual>();
        if (content > 0.7f)
            why.Add(new("图形内容相近"));
        if (shape > 0.7f)
            why.Add(new("轮廓和布局相近"));
        if (Colours.Alike(asked.Colours, look.Colours) > 0.7f)
            why.Add(new($"颜色相近（{Bilingual.List(Colours.Shared(asked.Colours, look.Colours))}）"));
        if (mine.IsPart || its.IsPart)
            why.Add(new("只有一部分相近"));
        var shared = picture.Showers.SelectMany(shower => shower.Codes).Where(code => code.StartsWith("vienna:", StringComparison.Ordinal) && codes.Contains(code))
            .Distinct().Take(3).Select(code => code["vienna:".Length..]).ToList();
        if (shared.Count > 0)
            why.Add(new($"图形要素相同（维也纳分类 {string.Join(' ', shared)}）"));
        if (why.Count == 0)
            why.Add(new("整体略有相近"));
        return why;
    }
}
