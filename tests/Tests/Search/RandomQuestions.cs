using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Postgres;

namespace Zhishu.Tests.Search;

/// <summary>Questions that nobody wrote, made of what stands in the records; the same seed gives the same.</summary>
internal sealed class RandomQuestions(int seed, IReadOnlyList<StoredRecord> records, IReadOnlyDictionary<Guid, Entry> entries)
{
    private readonly Random _random = new(seed);

    private IpRecord Record => records[_random.Next(records.Count)].Record;

    public SearchRequest Next()
    {
        var facets = Enumerable.Range(0, _random.Next(3)).Select(_ => RandomFacet()).Distinct().ToList();
        return new(Node(_random.Next(3)), Choices(4), (SearchSort)_random.Next(1, (int)SearchSort.ApplicantDescending + 1), 0, 20, facets)
        {
            Excluded = Choices(12),
            OnePerFamily = _random.Next(10) == 0,
            FacetSize = _random.Next(1, 30),
        };
    }

    private Facet RandomFacet() => FacetValues.Whole.ElementAt(_random.Next(FacetValues.Whole.Count()));

    private Dictionary<Facet, IReadOnlyList<string>> Choices(int oneIn)
    {
        var choices = new Dictionary<Facet, IReadOnlyList<string>>();
        if (_random.Next(oneIn) == 0 && RandomFacet() is var facet && Values(facet) is { Count: > 0 } values)
            choices[facet] = values;
        return choices;
    }

    private List<string> Values(Facet facet) => [.. Enumerable.Range(0, _random.Next(1, 4)).SelectMany(_ => NaiveFacets.ValuesOf(entries[records[_random.Next(records.Count)].Id], facet)).Distinct()];

    private QueryNode Node(int depth)
    {
        if (depth > 0 && _random.Next(4) > 0)
        {
            var parts = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Node(depth - 1)).ToList();
            return _random.Next(6) switch
            {
                0 => new QueryNode.Not(parts[0]),
                1 => new QueryNode.AtLeast(_random.Next(1, parts.Count + 1), parts),
                2 or 3 => new QueryNode.Or(parts),
                _ => new QueryNode.And(parts)
            };
        }

        var record = Record;
        return _random.Next(25) switch
        {
            0 => new QueryNode.Date((QueryField)_random.Next((int)QueryField.FilingDate, (int)QueryField.GrantDate + 1), Day(record), Day(record).AddDays(_random.Next(800))),
            1 => record.Classifications is { Count: > 0 } symbols && symbols[_random.Next(symbols.Count)] is { Scheme: "ipc" or "locarno" } symbol
                ? _random.Next(2) == 0 ? new QueryNode.Symbol(
                symbol.Symbol[..Math.Min(symbol.Symbol.Length, _random.Next(3) switch { 0 => 1, 1 => 4, _ => 40 })])
                : new QueryNode.Symbol(symbol.Symbol[.._random.Next(1, symbol.Symbol.Length + 1)], Prefix: true)
                : new QueryNode.NiceClass(_random.Next(1, 46).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            2 => record.Region is { } region ? new QueryNode.Region([region[..Math.Min(region.Length, 2 * _random.Next(1, 4))]]) : new QueryNode.All(),
            3 => new QueryNode.Status(record.Status),
            4 => record.StatusText is { Length: > 1 } status ? new QueryNode.StatusText(Part(status)) : new QueryNode.All(),
            5 => new QueryNode.Type(record.Type ?? "invention"),
            6 => record.Parties is { Count: > 0 } parties ? new QueryNode.Applicants([parties[0].Name, Record.Parties.FirstOrDefault()?.Name ?? ""]) : new QueryNode.All(),
            7 => new QueryNode.Number(_random.Next(2) == 0 ? QueryField.Any
                : QueryField.ApplicationNumber, [record.Number[.._random.Next(Math.Min(4, record.Number.Length), record.Number.Length + 1)]], Prefix: _random.Next(2) == 0),
            8 => record.Publications is { Count: > 0 } publications
                ? new QueryNode.Number(_random.Next(2) == 0
                ? QueryField.Any : QueryField.PublicationNumber, [publications[0].Number[.._random.Next(6, publications[0].Number.Length + 1)]], Prefix: _random.Next(2) == 0) : new QueryNode.All(),
            9 => new QueryNode.Records([.. Enumerable.Range(0, _random.Next(1, 20)).Select(_ => records[_random.Next(records.Count)].Id)]),
            10 => RandomFacet() is var facet && Values(facet) is { Count: > 0 } values ? new QueryNode.Chosen(facet, values) : new QueryNode.All(),
            15 => More(record),
            16 => More(Record),
            17 => new QueryNode.Text(QueryField.Event, record.Events.Count > 0 ? Part(record.Events[_random.Next(record.Events.Count)].Text) : "授权"),
            18 => new QueryNode.Text((QueryField)_random.Next((int)QueryField.Agent, (int)QueryField.Examiner + 1), record.Parties.Count > 0 ? Part(record.Parties[^1].Name) : "张"),
            19 => new QueryNode.Date(_random.Next(3) switch { 0 => QueryField.Priority, 1 => QueryField.Expiry, _ => QueryField.EventDate },
                Day(record).AddDays(_random.Next(-900, 8000)), _random.Next(5) == 0 ? DateOnly.MaxValue : Day(record).AddDays(_random.Next(9000))),
            11 or 12 => Near(TextField(), record, _random.Next(1, 4)),
            13 or 14 => new QueryNode.Text(TextField(), Wild(record), Wild: true),
            _ => new QueryNode.Text(TextField(), Part(SomeText(record))),
        };
    }

    private QueryNode More(IpRecord record) => _random.Next(4) switch
    {
        0 => new QueryNode.Office([record.Office, Record.Office]),
        1 when record.Priorities is [{ Number.Length: > 0 } priority, ..] && RecordFamily.PriorityKey(priority.Country, priority.Number) is var key =>
            _random.Next(2) == 0 ? new QueryNode.Number(QueryField.Priority, [key]) : new QueryNode.Number(QueryField.Priority, [key[..^_random.Next(1, 3)]], Prefix: true),
        _ => record.Classifications.Where(symbol => symbol.Scheme is "cpc" or "ipc").ToList() is { Count: > 0 } symbols && symbols[_random.Next(symbols.Count)] is var symbol
            ? _random.Next(3) switch
            {
                0 => new QueryNode.Symbol(symbol.Symbol[..Math.Min(symbol.Symbol.Length, 4)]) { Field = Scheme(symbol) },
                1 => new QueryNode.Symbol(symbol.Symbol[.._random.Next(1, symbol.Symbol.Length + 1)], Prefix: true) { Field = Scheme(symbol) },
                _ => new QueryNode.Symbol(symbol.Symbol) { Field = Scheme(symbol), Below = [symbols[^1].Symbol] },
            }
            : new QueryNode.Symbol("H01M") { Field = QueryField.MainClass },
    };

    private QueryField Scheme(Classification symbol) => symbol.Scheme == "cpc" ? QueryField.Cpc : _random.Next(2) == 0 ? QueryField.MainClass : QueryField.Classification;

    // Nearness of nearness and of groups, of words that stand in one record or in several.
    private QueryNode.Near Near(QueryField field, IpRecord record, int depth) =>
        new(field, Side(field, record, depth - 1), Side(field, _random.Next(8) == 0 ? Record : record, depth - 1), _random.Next(depth > 1 ? 40 : 15), _random.Next(2) == 0);

    private QueryNode Side(QueryField field, IpRecord record, int depth) => depth == 0 ? Piece(record) with { Field = field } : _random.Next(4) switch
    {
        0 or 1 => Near(field, record, depth),
        2 => new QueryNode.Or([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Side(field, record, depth - 1))]),
        _ => Piece(record) with { Field = field },
    };

    private static DateOnly Day(IpRecord record) => record.FilingDate ?? record.PublicationDate ?? new DateOnly(2020, 1, 1);

    private QueryField TextField() => _random.Next(12) switch
    {
        0 => QueryField.Event,
        1 => QueryField.TitleAbstract,
        2 => QueryField.FullText,
        3 => QueryField.Agent,
        _ => (QueryField)_random.Next((int)QueryField.Any, (int)QueryField.Agency + 1),
    };

    private string SomeText(IpRecord record) => _random.Next(5) switch
    {
        0 => record.Title,
        1 when record.Claims.Count > 0 => record.Claims[_random.Next(record.Claims.Count)].Text,
        2 when record.Parties.Count > 0 => record.Parties[_random.Next(record.Parties.Count)].Name,
        3 when record.TitleEn is { Length: > 0 } english => english,
        _ => record.Abstract ?? record.Title,
    };

    private string Part(string text)
    {
        if (text.Length < 2)
            return "电池";
        var start = _random.Next(text.Length - 1);
        var part = text.Substring(start, _random.Next(1, Math.Min(9, text.Length - start) + 1));
        return part.Any(char.IsLetterOrDigit) ? part : "电";
    }

    // A word of Latin letters, or some characters of one run.
    private string OnePiece(IpRecord record)
    {
        var text = SomeText(record);
        var start = _random.Next(Math.Max(1, text.Length - 1));
        while (start < text.Length && !IsLetter(text[start]))
            start++;
        if (start >= text.Length)
            return "装置";
        var end = start;
        var cjk = Zhishu.Search.Text.Gram.IsCjk(text[start]);
        if (!cjk)
        {
            while (start > 0 && char.IsAsciiLetterOrDigit(text[start - 1]))
                start--;
        }

        while (end < text.Length && IsLetter(text[end]) && Zhishu.Search.Text.Gram.IsCjk(text[end]) == cjk && (!cjk || end - start < 5))
            end++;
        return text[start..end];
    }

    private static bool IsLetter(char c) => char.IsAsciiLetterOrDigit(c) || c is >= '\u4E00' and <= '\u9FA5';

    private QueryNode.Text Piece(IpRecord record) => _random.Next(5) == 0 ? new(QueryField.Any, Wild(record), Wild: true) : new(QueryField.Any, OnePiece(record));

    private string Wild(IpRecord record)
    {
        var piece = OnePiece(record);
        var at = _random.Next(piece.Length + 1);
        var sign = _random.Next(2) == 0 ? "*" : "?";
        return piece.Length > 1 && _random.Next(3) == 0 && at < piece.Length ? piece[..at] + sign + piece[(at + 1)..] : piece[..at] + sign + piece[at..] + (_random.Next(4) == 0 ? "*" : "");
    }
}

/// <summary>Facets by looking at every hit.</summary>
internal static class NaiveFacets
{
    public static IEnumerable<string> ValuesOf(Entry entry, Facet facet) => Zhishu.Search.Replica.EntryTerms.ValuesOf(entry, facet);

    public static string Count(IEnumerable<Entry> hits, Facet facet, int size)
    {
        var counts = hits.SelectMany(entry => ValuesOf(entry, facet)).CountBy(value => value).Select(pair => new FacetCount(pair.Key, pair.Value));
        var ordered = facet switch
        {
            Facet.Year or Facet.FilingYear or Facet.PublicationYear or Facet.GrantYear =>
                counts.OrderByDescending(count => int.Parse(count.Value, System.Globalization.CultureInfo.InvariantCulture)).Take(Math.Max(60, size)),
            Facet.Kind => counts.OrderByDescending(count => count.Count).ThenBy(count => RecordKinds.Parse(count.Value)).Take(size),
            Facet.Status => counts.OrderByDescending(count => count.Count).ThenBy(count => FacetValues.Status(count.Value)).Take(size),
            _ => counts.OrderByDescending(count => count.Count).ThenBy(count => count.Value, StringComparer.Ordinal).Take(size),
        };
        return string.Join(' ', ordered);
    }
}
