namespace Zhishu.Filings.Form;

/// <summary>Where a line of text stands.</summary>
internal enum Align
{
    Left,
    Centre,
    Right,
}

/// <summary>A part of an official paper; DOCX and PDF are drawn from the same parts.</summary>
internal abstract record Block
{
    /// <summary>A paragraph; <c>Size</c> in points, <c>Before</c> in points.</summary>
    public sealed record Line(string Text, double Size = 14, Align Align = Align.Left, bool Bold = false, double Before = 0) : Block;

    /// <summary>What follows begins on a new page.</summary>
    public sealed record NewPage : Block;

    /// <summary>A table over the whole width; the widths are parts of it.</summary>
    public sealed record Grid(IReadOnlyList<int> Widths, IReadOnlyList<GridRow> Rows) : Block;
}

/// <summary>A row of a table; <c>Height</c> in points at least.</summary>
internal sealed record GridRow(IReadOnlyList<Cell> Cells, double Height = 28);

/// <summary>A cell. <c>Joined</c> tells how it joins the cell above or below.</summary>
internal sealed record Cell(string Text, int Span = 1, bool Label = false, Join Joined = Join.None, double Size = 14);

/// <summary>How a cell is one with those above and below.</summary>
internal enum Join
{
    None,
    First,
    Next,
}
