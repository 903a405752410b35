using System.Text.RegularExpressions;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Query;
using Zhishu.Search.Reading;
using Zhishu.Search.Sets;
using Zhishu.Search.Text;
using Zhishu.Search.Words;

namespace Zhishu.Search;

/// <summary>
/// Understands what a person types. Whoever uses the query language (fields, operators, quotation marks, truncation) is taken literally;
/// free words are read for numbers, symbols, applicants, synonyms, terms in the other language and long questions.
/// </summary>
public sealed partial class QueryReader(
    QueryLanguage language, SearchIndex index, Synonyms synonyms, Terms terms, ReferenceData reference, HubDatabase database, KeptQuestions kept)
{
    private const int LongRun = 12;
    private const int MostWords = 30;
    private const int MostAlso = 10;
    private readonly NameLookup _names = new(database, index.Lexicon);

    private Segmenter Segmenter => index.Lexicon.Segmenter;

    /// <summary>Reads a question, with what its words are called in the other language.</summary>
    /// <param name="query">What was typed; empty asks for every record.</param>
    /// <param name="exact">Whether to search for nothing but what was typed.</param>
    /// <param name="cql">Whether it is CQL.</param>
    /// <param name="ct">Cancels.</param>
    public Task<QueryReading> ReadAsync(string? query, bool exact, bool cql, CancellationToken ct) => ReadAsync(query, exact, cql, across: true, ct);

    /// <summary>Reads a question.</summary>
    /// <param name="query">What was typed; empty asks for every record.</param>
    /// <param name="exact">Whether to search for nothing but what was typed.</param>
    /// <param name="cql">Whether it is CQL.</param>
    /// <param name="across">Whether to search for what its words are called in the other language, Chinese or English, besides.</param>
    /// <param name="ct">Cancels.</param>
    public Task<QueryReading> ReadAsync(string? query, bool exact, bool cql, bool across, CancellationToken ct) => ReadAsync(query, exact, cql, across, null, 0, ct);

    /// <summary>Reads a question that may be built on earlier ones.</summary>
    /// <param name="query">What was typed.</param>
    /// <param name="exact">Whether to search for nothing but what was typed.</param>
    /// <param name="cql">Whether it is CQL.</param>
    /// <param name="across">Whether to search in the other language besides.</param>
    /// <param name="numbers">The earlier questions by their numbers; null where numbers mean nothing.</param>
    /// <param name="depth">How many questions are built on this one.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<QueryReading> ReadAsync(
        string? query, bool exact, bool cql, bool across, IReadOnlyDictionary<int, string>? numbers, int depth, CancellationToken ct)
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
        var question = new Question(across ? new(await terms.TableAsync(ct), index.Analysis) : null);
        if (tokens.Exists(token => token.Kind is not (TokenKind.Word or TokenKind.And) || token.Text.AsSpan().IndexOfAny("*?＊") >= 0))
            return new(parsed.Node, null, [], 0) { Wider = await WiderAsync(text, tokens, question, ct), Notes = parsed.Notes };

        // AND between words changes nothing: each is read as it is without it.
        var joined = tokens.RemoveAll(token => token.Kind == TokenKind.And) > 0;
        if (!joined && TypedNumbers.Several(text) is { Count: > 1 } several)
            return new(new QueryNode.Or([.. several.Select(one => new QueryNode.Number(QueryField.Any, FieldValues.Spellings(one)))]),
                null, [.. several.Select(one => new ReadTerm(one, ReadAs.Number, []))], 0);
        if (!joined && tokens.Count > 1 && ReadWholeNumber(text, parsed.Node!) is { } number)
            return number;
        var isSentence = !joined && tokens.Count >= 3 && tokens.Exists(token => Segmenter.IsStop(token.Text.ToLowerInvariant()));
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (TermAt(tokens, i, question) is > 1 and var length)
            {
                await ReadTermAsync([.. tokens.Skip(i).Take(length)], question, isSentence, ct);
                i += length - 1;
            }
            else if (isSentence && i + 1 < tokens.Count && token.Text.Length > 2 && Negation.Denies(token.Text.ToLowerInvariant()))
            {
                ReadDenied(Negation.Of(token.Text.ToLowerInvariant(), tokens[++i].Text.ToLowerInvariant()), question);
            }
            else if (!IsNumber(token) && !FieldValues.HasLevel(token.Text) && !joined && (isSentence || await IsQuestionAsync(token.Text, ct)))
            {
                await ReadWordsAsync(token.Text, question, ct);
            }
            else
            {
                await ReadPartAsync(token, question, ct);
            }
        }

        return question.ToReading(parsed.Node!) with { Notes = parsed.Notes };
    }

    private static bool IsNumber(Token token) => token.Text.Count(char.IsAsciiDigit) >= 6 && RecordNumber.ParsePatent(token.Text) is { Form: not NumberForm.Other };

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

    /// <summary>How many words from a place on make up the longest English term of the table; 0 when there is none.</summary>
    private static int TermAt(List<Token> tokens, int at, Question question)
    {
        if (question.Translator is not { } translator)
            return 0;
        var run = tokens.Skip(at).TakeWhile(token => token.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '\'') && !IsNumber(token)).Take(translator.LongestPhrase).ToList();
        while (run.Count > 1 && translator.OfEnglish(string.Join(' ', run.Select(token => token.Text))) is { Shown.Count: 0 })
            run.RemoveAt(run.Count - 1);
        return run.Count > 1 ? run.Count : 0;
    }

    private async Task ReadTermAsync(List<Token> words, Question question, bool isSentence, CancellationToken ct)
    {
        var text = string.Join(' ', words.Select(token => token.Text));
        var (also, across) = await AlsoAsync(text, question, ct);
        var typed = new QueryNode.And([.. words.Select(token => new FieldValues(reference).Read(token, QueryField.Any, "="))]);
        var (node, term) = (question.AnyOf(typed, also, across), new ReadTerm(text, isSentence ? ReadAs.Word : ReadAs.Phrase, also) { Across = across.Shown });
        if (isSentence)
            question.Word(node, term);
        else
            question.Part(node, term, across);
    }

    private async Task ReadWordsAsync(string text, Question question, CancellationToken ct)
    {
        var words = Segmenter.Words(text).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (Negation.Denies(word) && i + 1 < words.Count && !Segmenter.IsStop(words[i + 1]))
            {
                ReadDenied(Negation.Of(word, words[++i]), question);
            }
            else if (Segmenter.IsStop(word) || (word.Length == 1 && text.Length > 4))
            {
                question.Ignore(word);
            }
            else if (!question.Has(word) && question.Words < MostWords)
            {
                var (also, across) = await AlsoAsync(word, question, ct);
                question.Word(question.AnyOf(new QueryNode.Text(QueryField.Any, word), also, across), new(word, ReadAs.Word, also) { Across = across.Shown });
            }
        }
    }

    private static void ReadDenied(Negation denied, Question question)
    {
        if (!question.Has(denied.Text) && question.Words < MostWords)
            question.Word(denied.Node, new(denied.Text, ReadAs.Word, denied.Also));
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

        var (also, across) = await AlsoAsync(text, question, ct);
        if (across.Shown.Count == 0 && text.Length >= 4 && text.All(char.IsAsciiLetter) && await _names.BySoundAsync(text.ToLowerInvariant(), ct) is { Count: > 0 } names)
        {
            question.Part(new QueryNode.Or([literal, new QueryNode.Applicants(names)]), new(token.Text, ReadAs.Applicant, names));
            return;
        }

        var isName = also.Count == 0 && text.Length >= 2 && await _names.IsKnownAsync(text, ct);
        question.Part(question.AnyOf(literal, also, across), new(token.Text, isName ? ReadAs.Applicant : ReadAs.Phrase, also) { Across = across.Shown }, across);
    }

    private async Task<string?> WiderAsync(string text, List<Token> tokens, Question question, CancellationToken ct) =>
        await WiderQuery.WriteAsync(text, tokens, async word =>
        {
            var (also, across) = await AlsoAsync(word, question, ct);
            return also.Concat(across.Shown);
        }) is { } wider && language.Parse(wider).Fault is null ? wider : null;

    /// <summary>The synonyms of a word in its own language, and what it is called in the other. Traditional characters have those of the simplified ones.</summary>
    private async Task<(IReadOnlyList<string> Also, Counterpart Across)> AlsoAsync(string word, Question question, CancellationToken ct)
    {
        var all = await synonyms.OfAsync(word, ct);
        if (all.Count == 0 && index.Lexicon.Analysis.Pieces(word).ToList() is [{ } piece] && piece.Text != word)
            all = await synonyms.OfAsync(piece.Text, ct);
        var isChinese = word.Any(Gram.IsCjk);
        var own = all.Where(other => other.Any(Gram.IsCjk) == isChinese || IsAbbreviation(other)).Take(MostAlso).ToList();
        if (question.Translator is not { } translator)
            return (own, Counterpart.None);
        var found = isChinese ? translator.OfChinese(word, own) : translator.OfEnglish(word);
        var others = all.Except(own).Where(other => !found.Shown.Contains(other, StringComparer.OrdinalIgnoreCase)).Take(MostAlso).ToList();
        return (own, others.Count == 0 ? found : new([.. found.Shown, .. others], [.. found.Nodes, .. others.Select(translator.Phrase)]));
    }

    // LED stands in Chinese texts too.
    private static bool IsAbbreviation(string text) => text.Length <= 6 && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));

    [GeneratedRegex("^[A-H][0-9]{2}[A-Z]([0-9]{1,4}(/[0-9]{2,8})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex SymbolShape();

    [GeneratedRegex("(公司|大学|学院|研究院|研究所|集团|协会|中心|医院)$", RegexOptions.CultureInvariant)]
    private static partial Regex Organisation();
}
