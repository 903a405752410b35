using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Zhishu.Foundation;

namespace Zhishu.Watch.Strategies;

/// <summary>The search report of a strategy as a Word document: title and headings are styles, the table repeats its head, pages are numbered.</summary>
internal static class StrategyDocx
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private const string Body = "Normal";
    private const string TitleStyle = "Title";
    private const string HeadingStyle = "Heading1";
    private const string CellStyle = "TableText";
    private static readonly int[] Widths = [700, 4300, 1500, 1700, 1100]; // twentieths of a point; 9,300 between the margins

    /// <param name="strategy">The strategy; lines without a query are left out.</param>
    /// <param name="results">What each line found.</param>
    /// <param name="state">What the hub held then.</param>
    /// <param name="hub">The name of the hub.</param>
    /// <param name="narrowing">What narrows a line, in words.</param>
    public static byte[] Write(Strategy strategy, IReadOnlyList<LineResult> results, DatabaseState state, string hub, Func<StrategyLine, string> narrowing)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            main.AddNewPart<StyleDefinitionsPart>().Styles = Styles();
            var footer = main.AddNewPart<FooterPart>();
            footer.Footer = new Footer(new Paragraph(new ParagraphProperties(new Justification { Val = JustificationValues.Center }),
                new SimpleField(new Run(new Text("1"))) { Instruction = "PAGE" }));
            main.Document = new Document(new Body(
                Text(Lang.T("检索报告：") + strategy.Name, TitleStyle),
                Text(Lang.T("检索系统") + Lang.T("：") + hub),
                Text(Lang.T("检索时间") + Lang.T("：") + ChinaTime.Show(state.At.UtcDateTime)),
                Text(Lang.T("数据库情况") + Lang.T("：") + state.InWords),
                Text(Lang.T("检索过程"), HeadingStyle),
                Lines(strategy, results, narrowing),
                Text(Lang.T("范围与限制"), HeadingStyle),
                Text(Lang.T("数量是生成本报告时重新运行各行得到的。检索只覆盖本系统收录的数据；没有检索到不等于不存在，也不代替审查结论。")),
                new SectionProperties(new FooterReference { Type = HeaderFooterValues.Default, Id = main.GetIdOfPart(footer) }, new PageSize { Width = 11906, Height = 16838 },
                    new PageMargin { Top = 1440, Right = 1300, Bottom = 1440, Left = 1300, Header = 720, Footer = 720, Gutter = 0 })));
            document.PackageProperties.Title = SafeText.ForXml(strategy.Name);
            document.PackageProperties.Created = state.At.UtcDateTime;
        }

        return stream.ToArray();
    }

    private static Table Lines(Strategy strategy, IReadOnlyList<LineResult> results, Func<StrategyLine, string> narrowing)
    {
        BorderType[] borders = [new TopBorder(), new LeftBorder(), new BottomBorder(), new RightBorder(), new InsideHorizontalBorder(), new InsideVerticalBorder()];
        foreach (var border in borders)
            (border.Val, border.Size, border.Color) = (BorderValues.Single, 4, "808080");
        var table = new Table(
            new TableProperties(new TableWidth { Width = Number(Widths.Sum()), Type = TableWidthUnitValues.Dxa }, new TableBorders(borders),
                new TableLayout { Type = TableLayoutValues.Fixed }, new TableLook { FirstRow = true }),
            new TableGrid(Widths.Select(width => new GridColumn { Width = Number(width) })),
            Row([Lang.T("行"), Lang.T("检索式"), Lang.T("已选条件"), Lang.T("说明"), Lang.T("Hits|结果")], isHead: true));
        foreach (var (i, line) in strategy.Lines.Index().Where(row => row.Item.Query.Length > 0))
        {
            var found = results[i].Total?.ToString("N0", CultureInfo.InvariantCulture) ?? results[i].Fault ?? "";
            table.Append(Row([$"#{i + 1}", line.Query, narrowing(line), line.Note, found], isHead: false));
        }

        return table;
    }

    private static TableRow Row(string[] cells, bool isHead)
    {
        var row = new TableRow();
        if (isHead)
            row.Append(new TableRowProperties(new CantSplit(), new TableHeader()));
        row.Append(cells.Select((cell, i) => new TableCell(new TableCellProperties(new TableCellWidth { Width = Number(Widths[i]), Type = TableWidthUnitValues.Dxa }), Text(cell, CellStyle, isHead))));
        return row;
    }

    private static Paragraph Text(string text, string style = Body, bool bold = false)
    {
        var run = new Run(new Text(SafeText.ForXml(text)) { Space = SpaceProcessingModeValues.Preserve });
        if (bold)
            run.PrependChild(new RunProperties(new Bold()));
        return new(new ParagraphProperties(new ParagraphStyleId { Val = style }), run);
    }

    private static Styles Styles() => new(
        new DocDefaults(new RunPropertiesDefault(new RunPropertiesBaseStyle(new RunFonts { Ascii = "Arial", HighAnsi = "Arial", EastAsia = "宋体" }, new FontSize { Val = "22" },
            new Languages { Val = "en-US", EastAsia = "zh-CN" }))),
        Style(Body, "Normal", size: 22, after: 120, isDefault: true),
        Style(TitleStyle, "Title", size: 36, after: 240, heading: true),
        Style(HeadingStyle, "heading 1", size: 28, after: 120, heading: true, level: 0),
        Style(CellStyle, "Table Text", size: 18, after: 0));

    private static Style Style(string id, string name, int size, int after, bool heading = false, int? level = null, bool isDefault = false)
    {
        var paragraph = new StyleParagraphProperties();
        if (heading)
            paragraph.Append(new KeepNext());
        paragraph.Append(new SpacingBetweenLines { Before = level is null ? "0" : "240", After = Number(after) });
        if (level is { } depth)
            paragraph.Append(new OutlineLevel { Val = depth });
        var run = new StyleRunProperties();
        if (heading)
            run.Append(new RunFonts { Ascii = "Arial", HighAnsi = "Arial", EastAsia = "黑体" }, new Bold());
        run.Append(new FontSize { Val = Number(size) });
        var style = new Style(new StyleName { Val = name }) { Type = StyleValues.Paragraph, StyleId = id, Default = isDefault ? true : null };
        if (!isDefault)
            style.Append(new BasedOn { Val = Body });
        style.Append(new PrimaryStyle(), paragraph, run);
        return style;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
