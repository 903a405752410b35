using System.Text;

namespace Zhishu.Foundation;

/// <summary>What is wrong with a unified social credit code.</summary>
public enum CreditCodeFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The check digit does not agree. Some early genuine codes are so: a warning that a person may confirm.</summary>
    CheckDigit,

    /// <summary>Not 18 characters of the allowed set, or letters among the digits of the region: an error.</summary>
    Shape,
}

/// <summary>Unified social credit code of legal persons (统一社会信用代码), GB 32100-2015.</summary>
public static class CreditCode
{
    // GB 32100-2015, 4.6: digits and letters without I, O, S, V, Z; weights are powers of 3 modulo 31.
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly int[] Weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    /// <summary>Checks a code, which may have spaces, lower case letters and full-width characters.</summary>
    /// <param name="text">The code as given.</param>
    /// <param name="normal">The code in its normal form; empty when its shape is wrong.</param>
    public static CreditCodeFault Check(string? text, out string normal)
    {
        normal = "";
        var code = new StringBuilder(18);
        foreach (var c in SafeText.Narrow(text ?? ""))
        {
            if (char.IsWhiteSpace(c) || c == '-')
                continue;
            code.Append(char.ToUpperInvariant(c));
            if (code.Length > 18)
                return CreditCodeFault.Shape;
        }

        if (code.Length != 18)
            return CreditCodeFault.Shape;
        for (var i = 0; i < 18; i++)
        {
            if (!Alphabet.Contains(code[i], StringComparison.Ordinal) || (i is >= 2 and < 8 && !char.IsAsciiDigit(code[i])))
                return CreditCodeFault.Shape;
        }

        normal = code.ToString();
        return CheckCharacter(normal) == normal[17] ? CreditCodeFault.None : CreditCodeFault.CheckDigit;
    }

    /// <summary>The normal form of a code, to look it up; null when its shape is wrong. Its check character may disagree.</summary>
    public static string? Read(string? text) => Check(text, out var normal) == CreditCodeFault.Shape ? null : normal;

    /// <summary>The check character that belongs to the first 17.</summary>
    public static char CheckCharacter(string code)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++)
            sum += Alphabet.IndexOf(code[i], StringComparison.Ordinal) * Weights[i];
        return Alphabet[(31 - (sum % 31)) % 31];
    }
}
