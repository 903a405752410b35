namespace Zhishu.Foundation;

/// <summary>Pages of lists: <c>?page=2</c>, from 1.</summary>
public static class Pages
{
    /// <summary>Last page that is offered; narrower questions lead further.</summary>
    public const int Last = 2000;

    /// <summary>Rows before a page; a number that makes no sense means the first.</summary>
    public static int Skip(int page, int size) => (Math.Clamp(page, 1, Last) - 1) * size;
}

/// <summary>Patterns for LIKE from what people type.</summary>
public static class Like
{
    /// <summary>The escape character of the patterns.</summary>
    public const string Escape = "\\";

    /// <summary>A pattern for texts that contain this one.</summary>
    public static string Part(string text) => $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
