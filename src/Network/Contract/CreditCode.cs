namespace Zhishu.Network;

/// <summary>Unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last a check character.</summary>
public static class CreditCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly int[] Weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    /// <summary>The code in capital letters without blanks, or null when it is none.</summary>
    public static string? Read(string? text)
    {
        var code = text?.Normalize(System.Text.NormalizationForm.FormKC).Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        return code?.Length == 18 && code.All(c => Alphabet.Contains(c, StringComparison.Ordinal)) && Check(code) == code[17] ? code : null;
    }

    /// <summary>The check character of the first 17.</summary>
    public static char Check(string code)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++)
            sum += Alphabet.IndexOf(code[i], StringComparison.Ordinal) * Weights[i];
        return Alphabet[(31 - (sum % 31)) % 31];
    }
}
