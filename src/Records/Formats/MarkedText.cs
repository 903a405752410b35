using System.Text;
using System.Xml;

namespace Zhishu.Records;

/// <summary>
/// Text out of the elements of a document: what stands high or low is written so (10⁶, Al₂O₃; what has no such letters as ^{…} and _{…}), fractions and roots
/// of formulas as (a)/(b) and √(a); parts that begin a line are parted from what is before them.
/// </summary>
/// <param name="longest">Most characters of the text.</param>
internal sealed class MarkedText(int longest)
{
    private const string High = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ";
    private const string Low = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎";
    private const string PlainHigh = "0123456789+-=()ni";
    private const string PlainLow = "0123456789+-=()";
    private readonly StringBuilder _raised = new();
    private bool? _isHigh;
    private int _depth;

    // In formulas the second child stands high or low: how many children were begun, level by level.
    private readonly Stack<(string Name, int Children)> _scripts = new();

    /// <summary>Takes what the reader stands at.</summary>
    /// <exception cref="InvalidDataException">The text is longer than it may be.</exception>
    public void Read(XmlReader xml, StringBuilder text)
    {
        switch (xml.NodeType)
        {
            case XmlNodeType.Element:
                Begin(xml, text);
                break;
            case XmlNodeType.EndElement:
                End(xml.LocalName, text);
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                Append(_isHigh is null ? text : _raised, _isHigh is null ? xml.Value : xml.Value.Replace('−', '-'));
                break;
        }
    }

    private void Begin(XmlReader xml, StringBuilder text)
    {
        if (xml.LocalName is "p" or "claim-text" or "li" or "dd" or "br" or "heading" or "paragraph" or "tr" or "row" or "PARA")
            Append(text, " ");
        if (_scripts.TryPop(out var script))
        {
            script = script with { Children = script.Children + 1 };
            _scripts.Push(script);
            if (script.Name == "mfrac" && script.Children <= 2)
                Append(_isHigh is null ? text : _raised, script.Children == 1 ? "(" : ")/(");
            if (_isHigh is null && !xml.IsEmptyElement && HighAt(script.Name, script.Children) is { } high)
                (_isHigh, _depth) = (high, 0);
        }

        if (xml.IsEmptyElement)
            return;
        if (_isHigh is not null)
            _depth++;
        else if (xml.LocalName is "sup" or "sub" or "sup2" or "sub2" or "SP" or "SB" or "superscript" or "subscript")
            (_isHigh, _depth) = (xml.LocalName is "SP" || xml.LocalName.StartsWith("sup", StringComparison.Ordinal), 1);
        if (!IsFormula(xml.LocalName))
            return;
        if (xml.LocalName is "msqrt" or "mroot")
            Append(_isHigh is null ? text : _raised, "√(");
        _scripts.Push((xml.LocalName, 0));
    }

    private void End(string name, StringBuilder text)
    {
        if (IsFormula(name) && _scripts.Count > 0)
        {
            if (name is "msqrt" or "mroot" || (name == "mfrac" && _scripts.Peek().Children > 0))
                Append(_isHigh is null ? text : _raised, ")");
            _scripts.Pop();
        }

        if (_isHigh is not { } high || --_depth > 0)
            return;
        Append(text, Raised(_raised.ToString().Trim(), high));
        _raised.Clear();
        _isHigh = null;
    }

    // Whether a child of a formula's part stands high or low; null where it stands on the line.
    private static bool? HighAt(string part, int child) => (part, child) switch
    {
        ("msup" or "mover", 2) or ("msubsup" or "munderover", 3) => true,
        ("msub" or "munder" or "msubsup" or "munderover", 2) => false,
        _ => null,
    };

    // Elements of formulas in which children are counted.
    private static bool IsFormula(string name) => name is "math" or "mrow" or "msup" or "msub" or "mi" or "mn" or "mo" or "mfrac" or "msqrt" or "mroot" or "mtext" or "mstyle"
        or "mfenced" or "msubsup" or "munder" or "mover" or "munderover";

    private static string Raised(string text, bool high)
    {
        var (plain, letters) = high ? (PlainHigh, High) : (PlainLow, Low);
        if (text.Length == 0)
            return "";
        return text.All(letter => plain.Contains(letter, StringComparison.Ordinal))
            ? string.Concat(text.Select(letter => letters[plain.IndexOf(letter, StringComparison.Ordinal)]))
            : $"{(high ? '^' : '_')}{(text.Length == 1 ? text : $"{{{text}}}")}";
    }

    private void Append(StringBuilder text, string part)
    {
        if (text.Length + part.Length > longest)
            throw new InvalidDataException($"A text of the document is longer than {longest:N0} characters.");
        text.Append(part);
    }
}
