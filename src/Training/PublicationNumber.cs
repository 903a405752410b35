namespace Zhishu.Training;

/// <summary>Numbers of publications: ISBN (GB/T 5795, ISO 2108) and ISSN (GB/T 9999.1, ISO 3297), by their check digit.</summary>
internal static class PublicationNumber
{
    public static bool IsValid(string text)
    {
        var signs = text.ToUpperInvariant().Replace("ISBN", "", StringComparison.Ordinal).Replace("ISSN", "", StringComparison.Ordinal)
            .Where(c => c is not ('-' or ' ' or ':' or '：')).ToArray();
        if (signs.Length is not (8 or 10 or 13) || !signs.SkipLast(1).All(char.IsAsciiDigit) || !(char.IsAsciiDigit(signs[^1]) || (signs[^1] == 'X' && signs.Length < 13)))
            return false;
        int Value(int at) => signs[at] == 'X' ? 10 : signs[at] - '0';
        return signs.Length == 13
            ? signs[0] == '9' && signs[1] == '7' && signs[2] is '8' or '9' && Enumerable.Range(0, 13).Sum(at => Value(at) * (at % 2 == 0 ? 1 : 3)) % 10 == 0
            : Enumerable.Range(0, signs.Length).Sum(at => Value(at) * (signs.Length - at)) % 11 == 0;
    }
}
