namespace Zhishu.Records;

/// <summary>The classification symbols of US documents, which older files write without the signs between their parts.</summary>
internal static class UsptoSymbols
{
    /// <summary>The symbol as it is written elsewhere; empty when there is none.</summary>
    /// <param name="scheme">ipc, locarno or uspc.</param>
    /// <param name="text">As it stands in the file, with its blanks: in uspc they tell where a part ends.</param>
    public static string Read(string scheme, string text) => scheme switch
    {
        "ipc" => ClassificationSymbol.NormaliseIpc(text.Trim()),
        "locarno" when text.Trim() is { Length: 4 } four && four.All(char.IsAsciiDigit) => $"{four[..2]}-{four[2..]}",
        "uspc" => Uspc(text.TrimEnd('\r', '\n')),
        _ => text.Trim(),
    };

    /// <summary>Class in three places, subclass in three, what is behind its point: <c>"  2 16"</c> is 2/16, <c>"4353206"</c> is 435/320.6.</summary>
    private static string Uspc(string text)
    {
        if (text.Length < 4)
            return text.Trim();
        var (group, rest) = (text[..3].Trim(), text[3..]);
        if (rest.Contains('-', StringComparison.Ordinal) || rest.Length <= 3)
            return $"{group}/{rest.Trim()}";
        var behind = rest[3..].Trim();
        return $"{group}/{rest[..3].Trim()}{(behind.Length > 0 && char.IsAsciiDigit(behind[0]) ? "." : "")}{behind}";
    }

    /// <summary>
    /// A symbol of the IPC in fixed places, as older files have it: <c>H04L 1206</c> is H04L12/06, <c>A61K 31445</c> A61K31/445, with the edition before it (<c>7A61K 3144</c>) or not.
    /// Null when it is none.
    /// </summary>
    public static string? FixedIpc(string text)
    {
        var plain = text.Trim();
        if (plain.Length > 1 && char.IsAsciiDigit(plain[0]) && char.IsAsciiLetterUpper(plain[1]))
            plain = plain[1..];
        if (plain.Contains('/', StringComparison.Ordinal))
            return PatentXml.Symbol(plain);
        if (plain.Length < 7)
            return null;
        var (head, rest) = (plain[..4], plain[4..].PadRight(5));
        var (group, sub) = (rest[..3].Trim(), rest[3..].Replace(" ", "", StringComparison.Ordinal));
        return group.Length > 0 && sub.Length >= 2 ? PatentXml.Symbol($"{head}{group}/{sub}") : null;
    }
}
