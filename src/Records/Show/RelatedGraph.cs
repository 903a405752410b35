namespace Zhishu.Records.Show;

/// <summary>A box of the graph.</summary>
internal sealed record GraphNode(string Text, string? Href, int X, int Y, string Class);

/// <summary>The record with those before it, those behind it and its family, as a drawing; the lists beside it say the same and more.</summary>
internal sealed class RelatedGraph
{
    public const int BoxWidth = 176;
    public const int BoxHeight = 28;
    private const int Most = 6;
    private const int Pitch = 38;
    private const int Top = 34;
    private const int Longest = 20;

    public RelatedGraph(string own, RelatedDocuments related)
    {
        var cited = related.Cited.Where(document => document.IsPatent).Take(Most).ToList();
        var (left, right, below) = (cited.Count, Math.Min(Most, related.Citing.Count), Math.Min(3, related.Family.Count));
        var rows = Math.Max(1, Math.Max(left, right));
        var middle = Top + ((rows - 1) * Pitch / 2);
        Own = new(Cut(own), null, 272, middle, "own");
        Cited = [.. cited.Select((document, i) => Node(document, 8, Row(i, left, rows), "cited"))];
        Citing = [.. related.Citing.Take(Most).Select((document, i) => Node(document, 536, Row(i, right, rows), "citing"))];
        var under = Top + (rows * Pitch) + 30;
        Family = [.. related.Family.Take(3).Select((document, i) => Node(document, 272 + (below == 1 ? 0 : ((i * 2) - below + 1) * 96), under, "family"))];
        Height = below > 0 ? under + BoxHeight + 8 : Top + (rows * Pitch);
        IsWorthwhile = left + right + below > 1;
    }

    public GraphNode Own { get; }

    public IReadOnlyList<GraphNode> Cited { get; }

    public IReadOnlyList<GraphNode> Citing { get; }

    public IReadOnlyList<GraphNode> Family { get; }

    public int Height { get; }

    /// <summary>Whether there is more than one line to draw.</summary>
    public bool IsWorthwhile { get; }

    private static int Row(int i, int count, int rows) => Top + (i * Pitch) + ((rows - count) * Pitch / 2);

    private static GraphNode Node(LinkedDocument document, int x, int y, string name) => new(Cut(document.Number), document.Href, x, y, document.Href is null ? name : name + " held");

    private static string Cut(string text) => text.Length > Longest ? string.Concat(text.AsSpan(0, Longest - 1), "…") : text;
}
