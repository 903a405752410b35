using Zhishu.Index;

namespace Zhishu.Tests.Index;

/// <summary>Random documents and random questions: the index must answer what the naive scan answers. Every number comes from the seed.</summary>
internal sealed class IndexFuzz(int seed, string folder)
{
    private const string Characters = "甲乙丙丁戊己庚";
    private static readonly string[] Words = ["ab", "abc", "b", "cd", "abd"];
    private readonly Random _random = new(seed);
    private readonly NaiveIndex _naive = new();
    private readonly List<Guid> _known = [];
    private readonly List<Query.Text> _asked = [];
    private int _characters = 3;
    private int _tags = 5;

    /// <summary>Number of questions that were compared.</summary>
    public int Questions { get; private set; }

    /// <summary>Builds an index of random size in random steps and compares it; the exception says what differs.</summary>
    public void Run()
    {
        var most = _random.Next(4) switch { 0 => 40, 1 => 400, 2 => 3000, _ => 6000 };
        _characters = _random.Next(2, Characters.Length + 1);
        _tags = _random.Next(3) switch { 0 => 2, 1 => 30, _ => 2000 };
        var store = IndexStore.Create(folder, NaiveIndex.Schema, memory: _random.Next(2) == 0 ? 1 << 16 : 1 << 24);
        try
        {
            var steps = _random.Next(1, 14);
            for (var step = 0; step < steps; step++)
            {
                for (var i = _random.Next(most / steps * 2); i > 0; i--)
                    Change(store);
                store.Commit($"step {step}");
                if (_random.Next(4) == 0)
                    store.FinishMerges(whole: _random.Next(3) == 0);
                if (_random.Next(4) == 0)
                {
                    store.Dispose();
                    store = IndexStore.Open(folder, NaiveIndex.Schema, 1 << 20);
                    Same($"step {step}", store.UserData, "user data");
                }

                Compare(store, _random.Next(1, 12));
            }

            Compare(store, 40);
        }
        finally
        {
            store.Dispose();
        }
    }

    private void Change(IndexStore store)
    {
        if (_known.Count > 0 && _random.Next(8) == 0)
        {
            var gone = _known[_random.Next(_known.Count)];
            store.Delete(gone);
            _naive.Documents.Remove(gone);
            return;
        }

        var again = _known.Count > 0 && _random.Next(5) == 0;
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        var key = again ? _known[_random.Next(_known.Count)] : new Guid(bytes);
        var document = Document(key);
        if (again)
            store.Replace(key, document.Write);
        else
            store.Add(key, document.Write);
        _naive.Documents[key] = document;
        _known.Add(key);
    }

    private NaiveDocument Document(Guid key) => new(
        key,
        _random.Next(10) == 0 ? null : _random.Next(-20, 60),
        _random.Next(3) == 0 ? null : _random.NextInt64(-1_000_000_000_000, 1_000_000_000_000),
        _random.Next(2) == 0 ? null : _random.NextInt64(1L << _random.Next(1, 61)),
        [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Value()).Distinct()],
        [.. Enumerable.Range(0, _random.Next(3)).Select(_ => Value()).Distinct()],
        [Text(3), Text(_random.Next(40) == 0 ? 400 : 12)]);

    private string Value() => "t" + (int)(_tags * Math.Pow(_random.NextDouble(), 2));

    private string[][] Text(int runs)
    {
        var text = new List<string[]>();
        for (var run = _random.Next(runs + 1); run > 0; run--)
            text.Add([.. Enumerable.Range(0, _random.Next(1, 7)).Select(_ => "")]);
        foreach (var run in text)
        {
            var words = _random.Next(4) == 0;
            for (var i = 0; i < run.Length; i++)
                run[i] = words ? Words[_random.Next(Words.Length)] : Character();
        }

        return [.. text];
    }

    private string Character() => Characters[(int)(_characters * Math.Pow(_random.NextDouble(), 1.5))].ToString();

    private void Compare(IndexStore store, int questions)
    {
        using var reader = store.Read();
        Same(_naive.Documents.Count, reader.Documents, "documents");
        for (; questions > 0; questions--, Questions++)
        {
            _asked.Clear();
            var query = Ask(_random.Next(4));
            var expected = _naive.Find(query);
            var what = $"seed {seed}, {query}";
            using var hits = reader.Find(query);
            if (_random.Next(2) == 0)
                Same(expected.Count, hits.Count, what);
            var (from, size) = (_random.Next(expected.Count + 2), _random.Next(30));
            Same(Keys(expected.Skip(from).Take(size)), Keys(hits.Top(from, size)), what + " top");
            if (from > 0 && from <= expected.Count)
                Same(Keys(expected.Skip(from).Take(size)), Keys(hits.Top(0, size, new(expected[from - 1].Key, 0, expected[from - 1].Day))), what + " after");
            Same(expected.Count, hits.Count, what);
            Same(Keys(expected), Keys(hits.InOrder()), what + " all");
            var ascending = expected.OrderBy(document => document.Day ?? long.MaxValue).ThenBy(document => document.Key);
            Same(Keys(ascending.Skip(from).Take(size)), Keys(hits.TopAscending(from, size)), what + " ascending");
            CompareOrders(expected, hits, from, size, what);
            Same(string.Join(' ', NaiveIndex.Facet(expected, size)), string.Join(' ', hits.Facet(NaiveIndex.Tag, size)), what + " facet");
            Same(string.Join(';', NaiveIndex.Pairs(expected, 20)),
                string.Join(';', hits.Tally([NaiveIndex.Tag, NaiveIndex.Tag], 20).Select(row => ($"{row.Values[0]} {row.Values[1]}", row.Count))), what + " pairs");
            using (var families = hits.OnePer(NaiveIndex.Family))
                Same(Keys(expected.Where(document => document.Family is null)
                    .Concat(expected.Where(document => document.Family is not null).DistinctBy(document => document.Family))
                    .OrderBy(document => expected.IndexOf(document))), Keys(families.InOrder()), what + " families");
            Same(string.Join(' ', expected.Select(document => Convert.ToHexString(document.Key.ToByteArray().AsSpan(0, document.Tags.Length))).Order()),
                string.Join(' ', hits.Stored(NaiveIndex.Blob).Select(pair => Convert.ToHexString(pair.Stored)).Order()), what + " stored");
            ComparePlaces(expected, query, what);
            CompareRanking(reader, query, expected.Count, size, what);
        }
    }

    // By a number and by a value of theirs, both ways; of several values the first counts.
    private static void CompareOrders(List<NaiveDocument> expected, Hits hits, int from, int size, string what)
    {
        foreach (var descending in new[] { false, true })
        {
            string Part(IEnumerable<NaiveDocument> documents) => Keys(documents.Skip(from).Take(size));
            var byNumber = expected.OrderBy(document => document.Family is null).ThenBy(document => descending ? -document.Family : document.Family);
            Same(Part(byNumber), Keys(hits.TopBy(NaiveIndex.Family, descending, from, size)), what + " by number");
            var some = expected.OrderBy(document => document.Tags.Length == 0);
            var byValue = descending ? some.ThenByDescending(document => document.Tags.FirstOrDefault(), StringComparer.Ordinal)
                : some.ThenBy(document => document.Tags.FirstOrDefault(), StringComparer.Ordinal);
            Same(Part(byValue), Keys(hits.ByValue(NaiveIndex.Tag, descending, from, size)), what + " by value");
        }
    }

    // What is marked in a text is what the scan finds there.
    private void ComparePlaces(List<NaiveDocument> hits, Query query, string what)
    {
        if (query is not Query.Text text || hits.Count == 0)
            return;
        var document = hits[_random.Next(hits.Count)];
        var tokens = new List<TextToken>();
        foreach (var (run, r) in document.Texts[text.Field].Select((run, r) => (run, r)))
        {
            for (var i = 0; i < run.Length; i++)
                tokens.Add(new(run[i][0] > '\u2000' && i + 1 < run.Length ? run[i] + run[i + 1] : run[i], tokens.Count, r, tokens.Count * 10, (tokens.Count * 10) + 9));
        }

        // Of an open pattern the longest place is marked; of texts that are near each other, each.
        var naive = document.Spans(text).Select(span => (span.First * 10, (span.Last * 10) + 9)).ToHashSet();
        var found = new TextPlaces(tokens).Find(text).ToList();
        if (found.Count == 0 || (!HasNear(text) && !found.TrueForAll(naive.Contains)) || (text is Query.Phrase or Query.Prefix && !naive.SetEquals(found)))
            throw new InvalidOperationException($"{what}: marked {string.Join(' ', found)} instead of {string.Join(' ', naive)}");
    }

    private static bool HasNear(Query.Text text) => text is Query.Near || (text is Query.AnyOf any && any.Parts.Any(HasNear));

    // The best of all, none of which is passed over, begin with the best few; and each score is that of the formula.
    private void CompareRanking(IndexReader reader, Query query, int count, int size, string what)
    {
        var texts = new List<Query.Text>();
        Collect(query, texts);
        if (texts.Count == 0)
            texts.Add(Literal(NaiveIndex.Body));
        var ranking = new RankingOrder([.. texts.Take(4)
            .Select(text => new RankClause([new(text, 2), .. _random.Next(2) == 0 ? [new RankField(Literal(NaiveIndex.Title), 3, 0.5)] : Array.Empty<RankField>()], _random.Next(2)))]);
        using var all = reader.Find(query);
        using var few = reader.Find(query);
        var whole = all.Best(ranking, 0, count);
        Same(count, whole.Count, what + " ranked");
        Same(string.Join(' ', whole.Take(size)), string.Join(' ', few.Best(ranking, 0, size)), what + " best");
        foreach (var hit in whole.Take(5))
        {
            var score = ranking.Clauses.Sum(clause =>
            {
                var sum = clause.Fields.Sum(field => field.Text is Query.Phrase or Query.Prefix ? _naive.Documents[hit.Key].Spans(field.Text).Count() : double.NaN);
                return sum > 0 || double.IsNaN(sum) ? 1.0 : 0;
            });
            if (score == 0 && hit.Score > 0)
                throw new InvalidOperationException($"{what}: {hit} has a score without a text");
        }
    }

    private static void Collect(Query query, List<Query.Text> texts)
    {
        switch (query)
        {
            case Query.Text text:
                texts.Add(text);
                break;
            case Query.And and:
                foreach (var part in and.Parts)
                    Collect(part, texts);
                break;
            case Query.Or or:
                foreach (var part in or.Parts)
                    Collect(part, texts);
                break;
            case Query.AtLeast some:
                foreach (var part in some.Parts)
                    Collect(part, texts);
                break;
        }
    }

    private Query Ask(int depth)
    {
        if (depth > 0 && _random.Next(3) > 0)
        {
            var parts = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Ask(depth - 1)).ToList();
            return _random.Next(4) switch { 0 => new Query.Or(parts), 1 => new Query.Not(parts[0]), 2 => new Query.AtLeast(_random.Next(1, parts.Count + 1), parts), _ => new Query.And(parts) };
        }

        var field = _random.Next(2);
        if (_asked.Count > 0 && _random.Next(4) == 0)
            return _asked[_random.Next(_asked.Count)]; // one and the same text again
        var query = Leaf(field);
        if (query is Query.Text text)
            _asked.Add(text);
        return query;
    }

    private Query Leaf(int field)
    {
        return _random.Next(13) switch
        {
            0 => new Query.All(),
            1 => new Query.Values(_random.Next(2) == 0 ? NaiveIndex.Tag : NaiveIndex.Place, [Value(), Value()]),
            2 => new Query.ValuePrefix(_random.Next(2) == 0 ? NaiveIndex.Tag : NaiveIndex.Place, Value()),
            3 => _random.Next(-25, 65) is var from ? new Query.Range(NaiveIndex.Day, from, from + _random.Next(30)) : new Query.None(),
            4 => new Query.Range(NaiveIndex.Other, _random.NextInt64(-1_000_000_000_000, 1_000_000_000_000), _random.Next(4) == 0 ? long.MaxValue : _random.NextInt64(1_000_000_000_000)),
            5 => new Query.Keys([.. Enumerable.Range(0, _random.Next(1, 30)).Select(_ => _known.Count == 0 ? Guid.Empty : _known[_random.Next(_known.Count)])]),
            6 or 7 => Near(field, 3),
            8 => Sequence(field),
            9 => new Query.Pattern(field, "a", term => term.Length > 2 && term[0] < '\u2000'),
            _ => Literal(field),
        };
    }

    // Nearness of nearness and of groups, some levels deep.
    private Query.Near Near(int field, int depth) => new(field, Side(field, depth - 1), Side(field, depth - 1), _random.Next(6), _random.Next(2) == 0);

    private Query.Text Side(int field, int depth) => depth == 0 ? Piece(field) : _random.Next(5) switch
    {
        0 => Near(field, depth),
        1 => new Query.AnyOf(field, [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Side(field, depth - 1))]),
        _ => Piece(field),
    };

    private Query.Text Piece(int field) => _random.Next(4) == 0 ? Sequence(field) : Literal(field);

    private Query.Sequence Sequence(int field)
    {
        var parts = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => CharacterText(field)).ToList();
        return new(field, parts, [.. Enumerable.Range(0, parts.Count + 1).Select(_ => new Gap(_random.Next(3) / 2, _random.Next(2) == 0))]);
    }

    private Query.Text Literal(int field) => _random.Next(4) switch
    {
        0 => new Query.Phrase(field, [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Words[_random.Next(Words.Length)])], 1),
        _ => CharacterText(field),
    };

    private Query.Text CharacterText(int field)
    {
        var text = string.Concat(Enumerable.Range(0, _random.Next(1, 7)).Select(_ => Character()));
        return text.Length == 1 ? new Query.Prefix(field, text) : new Query.Phrase(field, [.. Enumerable.Range(0, text.Length - 1).Select(i => text.Substring(i, 2))], 2);
    }

    private static string Keys(IEnumerable<NaiveDocument> documents) => string.Join(' ', documents.Select(document => document.Key));

    private static string Keys(IEnumerable<Hit> hits) => string.Join(' ', hits.Select(hit => hit.Key));

    private static void Same<T>(T expected, T found, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, found))
            throw new InvalidOperationException($"{what}: expected {Cut(expected)}, found {Cut(found)}");
    }

    private static string Cut<T>(T value) => value?.ToString() is { Length: > 600 } text ? text[..600] + "…" : value?.ToString() ?? "";
}
