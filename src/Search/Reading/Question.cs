namespace Zhishu.Search.Reading;

/// <summary>What has been read of a plain question so far.</summary>
internal sealed class Question(Translator? translator)
{
    private const int MostTranslations = 40;
    private const double ShareOfWords = 0.5;
    private readonly List<QueryNode> _parts = [];
    private readonly List<(ReadTerm Term, Counterpart Across)> _phrases = [];
    private readonly List<QueryNode> _words = [];
    private readonly List<ReadTerm> _terms = [];
    private int _translations;

    public int Words => _words.Count;

    /// <summary>Who translates; null when the question stays in its language or has been translated enough.</summary>
    public Translator? Translator => _translations < MostTranslations ? translator : null;

    /// <summary>Something that must be there.</summary>
    public void Part(QueryNode node, ReadTerm term, Counterpart? across = null)
    {
        _parts.Add(node);
        _terms.Add(term);
        if (across is not null)
            _phrases.Add((term, across));
    }

    /// <summary>A word of a sentence.</summary>
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

    /// <summary>Any of what says the same: what was typed, its synonyms, what it is called in the other language.</summary>
    public QueryNode AnyOf(QueryNode typed, IReadOnlyList<string> also, Counterpart across)
    {
        _translations += across.Nodes.Count;
        return also.Count + across.Nodes.Count == 0
            ? typed
            : new QueryNode.Or([typed, .. also.Select(text => new QueryNode.Text(QueryField.Any, text)), .. across.Nodes]) { SameThing = true };
    }

    public QueryReading ToReading(QueryNode literal)
    {
        if (_words.Count == 0 && _parts.Count == 0)
            return new(literal, null, [], 0);
        if (_words.Count == 0)
        {
            var all = _parts.Count == 1 ? _parts[0] : new QueryNode.And(_parts);
            return InChinese() is { } chinese ? new(new QueryNode.Or([all, chinese.Node]), null, _terms, 0) { Untranslated = chinese.Without } : new(all, null, _terms, 0);
        }

        var wanted = _words.Count <= 2 ? _words.Count : (int)Math.Ceiling(_words.Count * ShareOfWords);
        QueryNode some = _words.Count == 1 ? _words[0] : new QueryNode.AtLeast(wanted, _words) { InOrder = true };
        if (_parts.Count > 0)
            some = new QueryNode.And([.. _parts, some]);

        return new(some, null, _terms, wanted == _words.Count ? 0 : wanted);
    }

    /// <summary>
    /// Of an English question some of whose words have no translation: all that have one. A Chinese record cannot have the others. Two at least, and no fewer than are missing.
    /// </summary>
    private (QueryNode Node, IReadOnlyList<string> Without)? InChinese()
    {
        var english = _phrases.Where(one => !one.Term.IsChinese).ToList();
        var known = english.Where(one => one.Across.Nodes.Count > 0).ToList();
        var without = english.Except(known).Select(one => one.Term.Text).ToList();
        return english.Count == _parts.Count && without.Count > 0 && known.Count >= Math.Max(2, without.Count)
            ? (new QueryNode.And([.. known.Select(one => new QueryNode.Or(one.Across.Nodes) { SameThing = true })]), without)
            : null;
    }
}
