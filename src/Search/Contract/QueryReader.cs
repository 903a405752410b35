using System.Text.RegularExpressions;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Query;
using Zhishu.Search.Reading;
using Zhishu.Search.Sets;
using Zhishu.Search.Words;

namespace Zhishu.Search;

/// <summary>
/// Understands what a person types. Whoever uses the query language (fields, operators, quotation marks, truncation) is taken literally;
/// free words are read for numbers, symbols, applicants, synonyms and long questions.
/// </summary>
public sealed partial class QueryReader(QueryLanguage language, SearchIndex index, Synonyms synonyms, ReferenceData reference, HubDatabase database, KeptQuestions kept)
{
    private const int LongRun = 12;
    private const int MostWords = 30;
    private const double ShareOfWords = 0.5;
    private readonly NameLookup _names = new(database, index.Lexicon);

    private Segmenter Segmenter => index.Lexicon.Segmenter;

    /// <summary>Reads a question.</summary>
    /// <param name="query">What was typed; empty asks for every record.</param>
    /// <param name="exact">Whether to search for nothing but what was typed.</param>
    /// <param name="cql">Whether it is CQL.</param>
    /// <param name="ct">Cancels.</param>
    public Task<QueryReading> ReadAsync(string? query, bool exact, bool cql, CancellationToken ct) => ReadAsync(query, exact, cql, null, 0, ct);

    /// <summary>Reads a question that may be built on earlier ones.</summary>
    /// <param name="query">What was typed.</param>
    /// <param name="exact">Whether to search for nothing but what was typed.</param>
    /// <param name="cql">Whether it is CQL.</param>
    /// <param name="numbers">The earlier questions by their numbers; null where numbers mean nothing.</param>
    /// <param name="depth">How many questions are built on this one.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<QueryReading> ReadAsync(string? query, bool exact, bool cql, IReadOnlyDictionary<int, string>? numbers, int depth, CancellationToken ct)
    {
        var text = cql ? SafeText.Clean(query ?? "") : TypedNumbers.Plain(SafeText.Clean(query ?? ""));
        ParsedQuery parsed;
        try
        {
            parsed = cql ? language.ParseCql(text) : language.Parse(text, await new SetReader(this, kept).ReadAsync(text, numbers, depth, ct));
        }
        catch (QueryFaultException e)
        {
            if (cql || !Prose.Looks(text))
                return new(null, e.Fault, [], 0);
            text = Prose.Plain(text);
            parsed = language.Parse(text);
        }

        text = parsed.Plain ?? text;
        if (parsed.Fault is not null || exact || cql || parsed.Node is QueryNode.All)
            return new(parsed.Node, parsed.Fault, [], 0) { Sort = parsed.Sort, Notes = parsed.Notes };
        var tokens = QueryTokens.Read(text).Where(token => token.Kind != TokenKind.End).ToList();
        if (tokens.TrueForAll(token => token.Kind is TokenKind.Word or TokenKind.And) && tokens.Exists(token => token.Kind == TokenKind.And))
        {
            // AND between words changes nothing: each is read as it is without it.
            var joined = new Question();
            foreach (var token in tokens.Where(token => token.Kind == TokenKind.Word && token.Text.AsSpan().IndexOfAny("*?＊") < 0))
                await ReadPartAsync(token, joined, ct);
            if (tokens.TrueForAll(token => token.Text.AsSpan().IndexOfAny("*?＊") < 0))
                return joined.ToReading(parsed.Node!);
        }

        if (tokens.Exists(token => token.Kind != TokenKind.Word || token.Text.AsSpan().IndexOfAny("*?＊") >= 0))
            return new(parsed.Node, null, [], 0) { Notes = parsed.Notes };
        if (TypedNumbers.Several(text) is { Count: > 1 } several)
            return new(new QueryNode.Or([.. several.Select(one => new QueryNode.Number(QueryField.Any, FieldValues.Spellings(one)))]),
                null, [.. several.Select(one => new ReadTerm(one, ReadAs.Number, []))], 0);
        if (tokens.Count > 1 && ReadWholeNumber(text, parsed.Node!) is { } number)
            return number;
        var isSentence = tokens.Count >= 3 && tokens.Exists(token => Segmenter.IsStop(token.Text.ToLowerInvariant()));
        var question = new Question();
        foreach (var token in tokens)
        {
            if (!IsNumber(token) && (isSentence || await IsQuestionAsync(token.Text, ct)))
                await ReadWordsAsync(token.Text, question, ct);
            else
                await ReadPartAsync(token, question, ct);
        }

        return question.ToReading(parsed.Node!) with { Notes = parsed.Notes };
    }

    private static bool IsNumber(Token token) => token.Text.Count(char.IsAsciiDigit) >= 6 && RecordNumber.ParsePatent(token.Text) is { Form: not NumberForm.Other };

    /// <summary>What has been read so far.</summary>
    private sealed class Question
    {
        private readonly List<QueryNode> _parts = [];
        private readonly List<QueryNode> _words = [];
        private readonly List<ReadTerm> _terms = [];

        public int Words => _words.Count;

        public void Part(QueryNode node, ReadTerm term)
        {
            _parts.Add(node);
            _terms.Add(term);
        }

        public void Word(QueryNode node, ReadTerm term)
        {
            _words.Add(node);
            _terms.Add(term);
        }

        public void Ignore(string word)
        {
            if (!_terms.Exists(term => term.Text == word))
                _terms.Add(new(word, ReadAs.Ignored, []));
        }

        public bool Has(string word) => _terms.Exists(term => term.Text == word && term.As != ReadAs.Ignored);

        public QueryReading ToReading(QueryNode literal)
        {
            if (_words.Count == 0)
                return _parts.Count == 0 ? new(literal, null, [], 0) : new(_parts.Count == 1 ? _parts[0] : new QueryNode.And(_parts), null, _terms, 0);
            var wanted = _words.Count <= 2 ? _words.Count : (int)Math.Ceiling(_words.Count * ShareOfWords);
            QueryNode some = _words.Count == 1 ? _words[0] : wanted == _words.Count ? new QueryNode.And(_words) : new QueryNode.AtLeast(wanted, _words);
            if (_parts.Count > 0)
                some = new QueryNode.And([.. _parts, some]);

            return new(some, null, _terms, wanted == _words.Count ? 0 : wanted);
        }
    }

    /// <summary>A number that was typed with blanks: <c>US 8,926,509 B2</c>.</summary>
    private static QueryReading? ReadWholeNumber(string text, QueryNode literal) =>
        RecordNumber.ParsePatent(text) is { Form: not NumberForm.Other } && text.Length <= 40
            ? new(new QueryNode.Or([new QueryNode.Number(QueryField.Any, FieldValues.Spellings(text)), literal]), null, [new(text.Trim(), ReadAs.Number, [])], 0)
            : null;

    private async Task<bool> IsQuestionAsync(string text, CancellationToken ct)
    {
        if (text.Length < 5 || Organisation().IsMatch(text) || await _names.IsKnownAsync(text, ct))
            return false;
        var words = Segmenter.Words(text).ToList();
        var telling = words.Where(word => !Segmenter.IsStop(word)).ToList();
        return telling.Count >= 2 && (telling.Count < words.Count || (text.Length >= LongRun && telling.Count >= 3));
    }

    private async Task ReadWordsAsync(string text, Question question, CancellationToken ct)
    {
        foreach (var word in Segmenter.Words(text))
        {
            if (Segmenter.IsStop(word) || (word.Length == 1 && text.Length > 4))
                question.Ignore(word);
            else if (!question.Has(word) && question.Words < MostWords)
            {
                var also = await AlsoAsync(word, ct);
                question.Word(AnyOf(word, also), new(word, ReadAs.Word, also));
            }
        }
    }

    private async Task ReadPartAsync(Token token, Question question, CancellationToken ct)
    {
        var literal = new FieldValues(reference).Read(token, QueryField.Any, "=");
        var text = SafeText.Narrow(token.Text);
        var squeezed = text.ToUpperInvariant();
        if (SymbolShape().IsMatch(squeezed) && reference.Ipc.Find(squeezed[..4]) is { } node)
        {
            var symbol = ((QueryNode.Symbol)language.Parse("IC=" + squeezed).Node!).Value;
            question.Part(new QueryNode.Or([new QueryNode.Symbol(symbol), literal]), new(token.Text, ReadAs.Symbol, [node.Title.ToString()]));
            return;
        }

        if (literal is QueryNode.Symbol)
        {
            question.Part(literal, new(token.Text, ReadAs.Symbol, []));
            return;
        }

        if (literal is QueryNode.Or { Parts: [QueryNode.Number, ..] })
        {
            question.Part(literal, new(token.Text, ReadAs.Number, []));
            return;
        }

        if (text.Length >= 4 && text.All(char.IsAsciiLetter) && await _names.BySoundAsync(text.ToLowerInvariant(), ct) is { Count: > 0 } names)
        {
            question.Part(new QueryNode.Or([literal, new QueryNode.Applicants(names)]), new(token.Text, ReadAs.Applicant, names));
            return;
        }

        var also = await AlsoAsync(text, ct);
        var isName = also.Count == 0 && text.Length >= 2 && await _names.IsKnownAsync(text, ct);
        question.Part(AnyOf(token.Text, also), new(token.Text, isName ? ReadAs.Applicant : ReadAs.Phrase, also));
    }

    // Traditional characters have the synonyms of the simplified ones.
    private async Task<IReadOnlyList<string>> AlsoAsync(string word, CancellationToken ct)
    {
        var also = await synonyms.OfAsync(word, ct);
        return also.Count > 0 || index.Lexicon.Analysis.Pieces(word).ToList() is not [{ } piece] || piece.Text == word ? also : await synonyms.OfAsync(piece.Text, ct);
    }

    private static QueryNode AnyOf(string word, IReadOnlyList<string> also) =>
        also.Count == 0 ? new QueryNode.Text(QueryField.Any, word) : new QueryNode.Or([.. also.Prepend(word).Select(term => new QueryNode.Text(QueryField.Any, term))]) { OneTerm = true };

    [GeneratedRegex("^[A-H][0-9]{2}[A-Z]([0-9]{1,4}(/[0-9]{2,8})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex SymbolShape();

    [GeneratedRegex("(公司|大学|学院|研究院|研究所|集团|协会|中心|医院)$", RegexOptions.CultureInvariant)]
    private static partial Regex Organisation();
}
