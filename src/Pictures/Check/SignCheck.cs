using Zhishu.Foundation;
using Zhishu.Pictures.Features;
using Zhishu.Pictures.Find;
using Zhishu.Pictures.Set;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Pictures.Check;

/// <summary>How near an earlier mark comes to a sign, goods and status taken together.</summary>
internal enum Conflict
{
    /// <summary>低.</summary>
    Low,

    /// <summary>中.</summary>
    Medium,

    /// <summary>高.</summary>
    High,
}

/// <summary>A sign to be checked.</summary>
/// <param name="Name">Its name, or empty.</param>
/// <param name="Picture">What its picture looks like, or null.</param>
/// <param name="Goods">Its goods and services as they were understood.</param>
internal sealed record Sign(string Name, Look? Picture, Goods Goods);

/// <summary>An earlier mark that a sign comes near.</summary>
internal sealed record EarlierRight(StoredRecord Stored, Conflict Conflict, double Score, EarlierMark? Name, PictureHit? Picture, GoodsNearness Goods, IReadOnlyList<Bilingual> Why);

/// <summary>Checks a sign against the marks of the hub: name, picture, goods. What it gives is a list for people to compare, not a judgement.</summary>
internal sealed class SignCheck(EarlierMarks names, PictureSearch pictures, RecordStore records, GoodsGroups groups)
{
    /// <summary>Most marks that are listed.</summary>
    public const int Most = 60;

    private const int MostNames = 400;
    private const int MostPictures = 60;
    private const int MostOfAPicture = 100;
    private const double HighName = 0.85;
    private const double FairName = 0.72;

    private static readonly (MarkGrounds Ground, Bilingual Label)[] Grounds =
    [
        (MarkGrounds.Same, new("文字相同")), (MarkGrounds.Characters, new("多数文字相同")), (MarkGrounds.Order, new("文字相同、顺序不同")), (MarkGrounds.Contained, new("一方完整包含另一方")),
        (MarkGrounds.Sound, new("读音相同或相近")), (MarkGrounds.Glyphs, new("字形相近")),
    ];

    /// <summary>The earlier marks, the nearest first, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<EarlierRight> Marks, int Found)> FindAsync(Sign sign, CancellationToken ct)
    {
        var byName = sign.Name.Length == 0 ? [] : (await names.FindAsync(sign.Name, MostNames, ct)).ToDictionary(mark => mark.Id);
        var byPicture = new Dictionary<Guid, PictureHit>();
        if (sign.Picture is { } look)
        {
            foreach (var hit in (await pictures.FindAsync(look, PictureFilter.None with { Kind = RecordKind.Trademark }, [], MostPictures, ct)).Hits)
            {
                foreach (var id in hit.Records.Take(MostOfAPicture))
                    byPicture.TryAdd(id, hit);
            }
        }

        var found = (await records.GetAsync([.. byName.Keys.Union(byPicture.Keys)], ct))
            .Select(stored => Weigh(sign, stored, byName.GetValueOrDefault(stored.Id), byPicture.GetValueOrDefault(stored.Id)))
            .OfType<EarlierRight>()
            .OrderByDescending(mark => mark.Conflict).ThenByDescending(mark => mark.Goods).ThenByDescending(mark => mark.Score).ThenBy(mark => mark.Stored.Id)
            .ToList();
        return ([.. found.Take(Most)], found.Count);
    }

    /// <summary>Goods of a record, from its classes and its list of goods.</summary>
    public Goods GoodsOf(IpRecord record) => groups.Understand(record.Abstract ?? "", record.Classifications.Where(code => code.Scheme == "nice").Select(code => code.Symbol.TrimStart('0')));

    /// <summary>Label of a conflict.</summary>
    public static Bilingual LabelOf(Conflict conflict) => conflict switch { Conflict.High => new("高"), Conflict.Medium => new("中"), _ => new("低") };

    // Null for what is hardly alike and for other goods.
    private EarlierRight? Weigh(Sign sign, StoredRecord stored, EarlierMark? name, PictureHit? picture)
    {
        var (goods, shared) = GoodsGroups.Compare(sign.Goods, GoodsOf(stored.Record));
        var byName = name is null ? -1 : name.Score >= HighName ? 2 : name.Score >= FairName ? 1 : 0;
        var byPicture = picture is null ? -1 : (int)picture.Degree;

        // Fairly alike in name and in picture is very alike.
        var alike = byName >= 1 && byPicture >= 1 ? 2 : Math.Max(byName, byPicture);
        var level = goods switch
        {
            GoodsNearness.Different => alike - 2,
            GoodsNearness.OtherGroup => alike - 1,
            _ => alike,
        };
        if (stored.Record.Status == LegalStatus.Ended && level > 0)
            level--;
        return level < 0 ? null : new(stored, (Conflict)level, Math.Max(name?.Score ?? 0, picture?.Score ?? 0), name, picture, goods, [.. Why(sign, stored.Record, name, picture, goods, shared)]);
    }

    private IEnumerable<Bilingual> Why(Sign sign, IpRecord record, EarlierMark? name, PictureHit? picture, GoodsNearness goods, IReadOnlyList<string> shared)
    {
        if (name is not null)
        {
            var said = Grounds.Where(pair => name.Grounds.HasFlag(pair.Ground)).Select(pair => pair.Label).ToList();
            if (name.By is { } word)
                said.Add(new($"含义相同（{sign.Name} 即 {word}）"));
            yield return new($"名称：{Bilingual.List(said)}");
        }

        if (picture is not null)
            yield return new($"图形{PictureSearch.LabelOf(picture.Degree)}：{Bilingual.List(picture.Why)}");
        yield return goods switch
        {
            GoodsNearness.SameGoods => new($"商品相同或同属类似群 {Groups(shared)}"),
            GoodsNearness.SameGroup => new($"商品类似：同属类似群 {Groups(shared)}"),
            GoodsNearness.SameClass => new($"同在第 {string.Join("、", shared)} 类，所属类似群不详"),
            GoodsNearness.OtherGroup => new($"同在第 {string.Join("、", shared)} 类，但类似群不同"),
            GoodsNearness.Different => new($"商品在其他类别（第 {string.Join("、", GoodsOf(record).Classes)} 类）"),
            _ => new("没有填写商品，只比较了标志"),
        };
        if (record.Status == LegalStatus.Ended)
            yield return new("该商标已失效");
    }

    private string Groups(IReadOnlyList<string> shared) => string.Join("、", shared.Take(3).Select(group => $"{group} {groups.NameOf(group)}"));
}
