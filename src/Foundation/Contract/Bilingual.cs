using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;

namespace Zhishu.Foundation;

/// <summary>A text in the languages of the product; <see cref="ToString"/> gives the one of the current culture.</summary>
public readonly struct Bilingual : IEquatable<Bilingual>
{
    private readonly string? _key;
    private readonly string? _english;
    private readonly object?[]? _filled;

    /// <summary>A text of the program.</summary>
    /// <param name="key">Its Chinese, by which other languages are found.</param>
    public Bilingual(string key) => _key = key;

    /// <summary>A text of the program with something filled in; what is filled in may itself be in several languages.</summary>
    /// <param name="wording">Its Chinese with the holes.</param>
    public Bilingual(Wording wording) => (_key, _filled) = (wording.Key, wording.Filled);

    // Data in both languages, from a file too.
    [JsonConstructor]
    private Bilingual(string zh, string? en) => (_key, _english) = (zh, string.IsNullOrEmpty(en) ? zh : en);

    /// <summary>Chinese.</summary>
    public string Zh => In("zh");

    /// <summary>English; as the Chinese where there is none.</summary>
    public string En => In("en");

    /// <summary>Data in both languages: from a table or a record, not a text of the program.</summary>
    /// <param name="zh">Chinese.</param>
    /// <param name="en">English; empty for as the Chinese.</param>
    public static Bilingual Of(string zh, string en) => new(zh, en);

    /// <summary>Several texts as one, each separated in the way of the language.</summary>
    /// <param name="separator">What stands between them.</param>
    /// <param name="texts">The texts.</param>
    public static Bilingual Join(Bilingual separator, IEnumerable<Bilingual> texts)
    {
        var all = texts.ToList();
        return Of(string.Join(separator.Zh, all.Select(text => text.Zh)), string.Join(separator.En, all.Select(text => text.En)));
    }

    /// <summary>Several texts as a list: with 、 in Chinese, with commas elsewhere.</summary>
    public static Bilingual List(IEnumerable<Bilingual> texts) => Join(Of("、", ", "), texts);

    /// <inheritdoc cref="List(IEnumerable{Bilingual})"/>
    public static Bilingual List(IEnumerable<string> texts) => List(texts.Select(text => Of(text, "")));

    /// <summary>The text in a language.</summary>
    /// <param name="language">Two letters; one that the program does not have gives English.</param>
    public string In(string language) => _key is null ? ""
        : _english is { } english ? (language == "zh" ? _key : english)
        : _filled is { } filled ? Texts.Fill(language, _key, filled) : Texts.In(language, _key);

    /// <inheritdoc/>
    public override string ToString() => In(Lang.Current);

    /// <inheritdoc/>
    public bool Equals(Bilingual other) => Zh == other.Zh && En == other.En;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Bilingual other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Zh.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether both say the same.</summary>
    public static bool operator ==(Bilingual left, Bilingual right) => left.Equals(right);

    /// <summary>Whether they say different things.</summary>
    public static bool operator !=(Bilingual left, Bilingual right) => !left.Equals(right);
}

/// <summary>
/// A text with holes as it is written in the code: <c>$"共 {count:N0} 件"</c> is found in other languages by <c>共 {0:N0} 件</c>, and they may put the holes
/// in another order or leave one out.
/// </summary>
[InterpolatedStringHandler]
public readonly struct Wording
{
    private readonly StringBuilder _key;
    private readonly List<object?> _filled;

    /// <summary>Begins one; called by the compiler.</summary>
    public Wording(int literalLength, int formattedCount)
    {
        _key = new(literalLength + (4 * formattedCount));
        _filled = new(formattedCount);
    }

    internal string Key => _key.ToString();

    internal object?[] Filled => [.. _filled];

    /// <summary>Text between the holes; called by the compiler.</summary>
    public void AppendLiteral(string text) => _key.Append(text.Contains('{') || text.Contains('}') ? text.Replace("{", "{{").Replace("}", "}}") : text);

    /// <summary>A hole; called by the compiler.</summary>
    public void AppendFormatted<T>(T value, string? format = null)
    {
        _key.Append('{').Append(_filled.Count);
        if (format is not null)
            _key.Append(':').Append(format);
        _key.Append('}');
        _filled.Add(value);
    }
}
