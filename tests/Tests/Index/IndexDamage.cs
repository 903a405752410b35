using Zhishu.Index;
using Zhishu.Index.Building;
using Zhishu.Index.Segments;

namespace Zhishu.Tests.Index;

/// <summary>
/// Writes into the files of an index behind its back, where nobody compares checksums, and asks it: whatever the bytes are, there is an answer or an
/// <see cref="IndexDamagedException"/>. Every number comes from the seed.
/// </summary>
internal sealed class IndexDamage(int seed, string folder)
{
    private const string Characters = "甲乙丙丁戊己庚";
    private static readonly string[] Words = ["ab", "abc", "cd", "abd"];
    private static readonly RankingOrder Ranking = new(
    [
        new([new(Phrase(NaiveIndex.Body, "甲乙"), 2), new(new Query.Prefix(NaiveIndex.Title, "甲"), 3, 0.5)]),
        new([], 1) { Constant = new Query.Values(NaiveIndex.Tag, ["t1"]) },
    ]);

    private static readonly Query[] Questions =
    [
        new Query.All(),
        Phrase(NaiveIndex.Body, "甲乙"),
        Phrase(NaiveIndex.Title, "丙丁"),
        Phrase(NaiveIndex.Body, "甲乙丙"),
        Phrase(NaiveIndex.Body, "丙甲乙甲"),
        new Query.Phrase(NaiveIndex.Body, ["ab", "cd"], 1),
        new Query.Prefix(NaiveIndex.Body, "乙"),
        new Query.Pattern(NaiveIndex.Body, "a", term => term.Length > 2),
        new Query.Near(NaiveIndex.Body, Phrase(NaiveIndex.Body, "甲乙"), new Query.Prefix(NaiveIndex.Body, "丙"), 4, false),
        new Query.Sequence(NaiveIndex.Body, [Phrase(NaiveIndex.Body, "甲乙"), new Query.Prefix(NaiveIndex.Body, "丙")], [new(0, true), new(1, true), new(1, false)]),
        new Query.Or([Phrase(NaiveIndex.Title, "甲甲"), new Query.Values(NaiveIndex.Tag, ["t0", "t3"]), new Query.Prefix(NaiveIndex.Title, "己")]),
        new Query.And([Phrase(NaiveIndex.Body, "乙甲"), new Query.Values(NaiveIndex.Place, ["t0"]), new Query.Not(Phrase(NaiveIndex.Title, "丁"))]),
        new Query.And([new Query.Range(NaiveIndex.Other, -500_000_000_000, 500_000_000_000), Phrase(NaiveIndex.Body, "乙丙甲")]),
        new Query.AtLeast(2, [new Query.Prefix(NaiveIndex.Title, "甲"), new Query.ValuePrefix(NaiveIndex.Place, "t"), new Query.Range(NaiveIndex.Day, 0, 20)]),
        new Query.ValuePrefix(NaiveIndex.Tag, "t1"),
        new Query.Range(NaiveIndex.Day, long.MinValue, 30),
        new Query.Range(NaiveIndex.Other, 0, 40_000_000_000),
        new Query.Range(NaiveIndex.Other, -900_000_000_000, long.MaxValue),
        new Query.Keys([.. Enumerable.Range(0, 40).Select(KeyOf)]),
    ];

    private static readonly (string Name, Func<IndexReader, Hits, object> Ask)[] Ways =
    [
        ("count", (_, hits) => hits.Count),
        ("top", (_, hits) => hits.Top(3, 20)),
        ("after", (_, hits) => hits.Top(0, 20, new(KeyOf(70), 0, 20))),
        ("ascending", (_, hits) => hits.TopAscending(0, 5000)),
        ("all", (_, hits) => hits.InOrder().Count()),
        ("best", (_, hits) => hits.Best(Ranking, 0, 30)),
        ("facet", (_, hits) => hits.Facet(NaiveIndex.Tag, 10)),
        ("tally", (_, hits) => hits.Tally([NaiveIndex.Tag, NaiveIndex.Tag], 10)),
        ("distinct", (_, hits) => hits.Distinct(NaiveIndex.Tag, NaiveIndex.Tag)),
        ("families", (_, hits) => Families(hits)),
        ("stored", (_, hits) => hits.Stored(NaiveIndex.Blob).Count()),
        ("at most", (reader, _) => reader.CountAtMost(Phrase(NaiveIndex.Body, "甲乙丙"))),
    ];

    private readonly Random _random = new(seed);

    /// <summary>Questions asked, and how many of them met damage.</summary>
    public (int Asked, int Refused) Questioned { get; private set; }

    /// <summary>Segments of some thousand and of some hundred documents, with every kind of field, some of them deleted.</summary>
    public void Build()
    {
        using var store = IndexStore.Create(folder, NaiveIndex.Schema);
        for (var i = 0; i < 3400; i++)
        {
            var tags = Enumerable.Range(0, _random.Next(4)).Select(_ => Value()).Distinct().ToArray();
            var document = new NaiveDocument(
                KeyOf(i),
                _random.Next(10) == 0 ? null : _random.Next(-20, 60),
                _random.Next(3) == 0 ? null : _random.NextInt64(-1_000_000_000_000, 1_000_000_000_000),
                _random.Next(2) == 0 ? null : _random.Next(100),
                tags,
                [Value()],
                [Text(1), Text(i % 97 == 0 ? 60 : 3)]);
            store.Add(document.Key, document.Write);
            if (i is 3000 or 3399)
                store.Commit("");
        }

        for (var i = 0; i < 3400; i += 31)
            store.Delete(KeyOf(i));
        store.Commit("");
    }

    /// <summary>Damages one kind of file again and again; the exception says what came of it.</summary>
    public void Run(string extension, int rounds)
    {
        var mark = Manifest.Read(folder).Segments;
        for (var round = 0; round < rounds; round++)
        {
            var path = Path.Combine(folder, SegmentMark.NameOf(mark[_random.Next(mark.Count)].Mark.Id, extension));
            var what = $"seed {seed}, {extension}, round {round}";
            if (_random.Next(2) == 0)
            {
                // What is open when the bytes change sees the change through its mapping.
                using var store = IndexStore.Open(folder, NaiveIndex.Schema);
                using var reader = store.Read();
                Damaged(path, () => Ask(reader, what));
            }
            else
            {
                Damaged(path, () => Opened(mark, what));
            }
        }
    }

    // Opened after the bytes had changed, without comparing them.
    private void Opened(IReadOnlyList<CommittedSegment> committed, string what)
    {
        var views = new List<SegmentView>();
        if (Refused($"{what}, opening", () =>
        {
            foreach (var each in committed)
                views.Add(new(new(folder, NaiveIndex.Schema, each.Mark, verify: false), 0, null, 0, default));
        }) is false)
        {
            var snapshot = new Snapshot(NaiveIndex.Schema, views);
            using (var reader = new IndexReader(snapshot))
                Ask(reader, what);
            if (_random.Next(6) == 0)
                Refused($"{what}, merging", () => new Merge(NaiveIndex.Schema, views, default).Write(Directory.CreateDirectory(Path.Combine(folder, "merged")).FullName, 1));
            snapshot.Release();
        }

        foreach (var view in views)
            view.Segment.Release();
    }

    private void Ask(IndexReader reader, string what)
    {
        for (var i = 0; i < 8; i++)
        {
            var (question, way) = (_random.Next(Questions.Length), Ways[_random.Next(Ways.Length)]);
            var refused = Refused($"{what}, {Questions[question]}, {way.Name}", () =>
            {
                // More than any of the questions needs: what never ends is stopped.
                using var hits = reader.Find(Questions[question], default, new WorkBudget(200_000_000, 64 << 20));
                way.Ask(reader, hits);
            });
            Questioned = (Questioned.Asked + 1, Questioned.Refused + (refused ? 1 : 0));
        }
    }

    private static long Families(Hits hits)
    {
        using var families = hits.OnePer(NaiveIndex.Family);
        return families.Count + families.InOrder().Count();
    }

    private static bool Refused(string what, Action act)
    {
        try
        {
            act();
            return false;
        }
        catch (IndexDamagedException)
        {
            return true;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{what}: {e.GetType().Name}", e);
        }
    }

    /// <summary>Does something while some bytes of a file are other than they were.</summary>
    private void Damaged(string path, Action act)
    {
        var whole = File.ReadAllBytes(path);
        var bytes = whole.ToArray();
        for (var i = _random.Next(1, 40); i > 0; i--)
            Damage(bytes);
        Overwrite(path, bytes);
        try
        {
            act();
        }
        finally
        {
            Overwrite(path, whole);
        }
    }

    // Numbers of all widths, at the edges of what they can be; often in the last part of a file, where the tables stand.
    private void Damage(byte[] bytes)
    {
        var at = bytes.Length - 1 - _random.Next(_random.Next(4) == 0 ? Math.Min(bytes.Length, 1200) : bytes.Length);
        var part = bytes.AsSpan(at, Math.Min(1 << _random.Next(4), bytes.Length - at));
        switch (_random.Next(5))
        {
            case 0:
                part.Fill(0xFF);
                break;
            case 1:
                part.Clear();
                break;
            case 2:
                part[0] ^= (byte)(1 << _random.Next(8));
                break;
            case 3:
                part[^1] = 0x7F;
                break;
            default:
                _random.NextBytes(part);
                break;
        }
    }

    // In place: the mapping stays on the same file.
    private static void Overwrite(string path, byte[] bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.Write(bytes);
    }

    private string[][] Text(int runs)
    {
        var text = new string[_random.Next(1, runs + 1)][];
        for (var run = 0; run < text.Length; run++)
        {
            var words = _random.Next(4) == 0;
            text[run] = [.. Enumerable.Range(0, _random.Next(1, 9)).Select(_ => words ? Words[_random.Next(Words.Length)] : Character())];
        }

        return text;
    }

    private string Character() => Characters[(int)(Characters.Length * Math.Pow(_random.NextDouble(), 2))].ToString();

    private string Value() => "t" + (int)(400 * Math.Pow(_random.NextDouble(), 4));

    private static Guid KeyOf(int i) => new(i * 7919, 0, 0, new byte[8]);

    private static Query.Text Phrase(int field, string text) =>
        text.Length == 1 ? new Query.Prefix(field, text) : new Query.Phrase(field, [.. Enumerable.Range(0, text.Length - 1).Select(i => text.Substring(i, 2))], 2);
}
