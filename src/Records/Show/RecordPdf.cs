using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>
/// A record as PDF: facts, abstract, claims, pictures, events, family and citations, its source, the day and the address it was taken from. The description is not in it.
/// One is written at a time, into a buffer, so that nobody waits for somebody's slow line; pictures are read one after another.
/// </summary>
internal sealed class RecordPdf(PdfFonts fonts, MediaStore media, ReferenceData reference, IOptions<HubOptions> options, TimeProvider clock)
{
    private const double PageWidth = 595;
    private const double PageHeight = 842;
    private const double Left = 64;
    private const double Top = 64;
    private const double Bottom = PageHeight - 72;
    private const double Width = PageWidth - (2 * Left);
    private const double Usual = 10.5;
    private const double Spacing = 1.5;
    private const double LabelWidth = 104;
    private const double TallestPicture = 300;
    private const int MostPictures = 40;
    private const int MostCharacters = 400_000;
    private const int MostLines = 300;
    private const int MemoryAtOnce = 1 << 20;

    private static readonly SemaphoreSlim OneAtATime = new(1);

    /// <summary>Writes the file.</summary>
    public async Task WriteAsync(StoredRecord stored, RelatedDocuments related, IReadOnlyList<MediaItem> pictures, string? batch, Stream output, CancellationToken ct)
    {
        await using var buffer = new FileBufferingWriteStream(MemoryAtOnce);
        await OneAtATime.WaitAsync(ct);
        try
        {
            await Draw(stored, related, pictures, batch).WriteAsync(buffer, ct);
        }
        finally
        {
            OneAtATime.Release();
        }

        await buffer.DrainBufferAsync(output, ct);
    }

    private PdfFile Draw(StoredRecord stored, RelatedDocuments related, IReadOnlyList<MediaItem> pictures, string? batch)
    {
        var record = stored.Record;
        var file = new PdfFile(fonts.All, $"{RecordModel.NumberOf(record)} {record.Title}");
        var flow = new PdfFlow(file, fonts.All, PageWidth, PageHeight, Top, Bottom);
        if (record.Synthetic)
            Paragraph(flow, Lang.T("示例数据：由程序生成，不对应任何真实的权利、企业或个人。"), 9, bold: true);
        Paragraph(flow, record.Title, 17, bold: true);
        if (record.TitleEn is { } english)
            Paragraph(flow, english, Usual);
        Paragraph(flow, string.Join("    ", new[] { RecordModel.NumberOf(record), record.Type is { } type ? RecordTypes.LabelOf(type).ToString() : record.Kind.One().ToString(),
            record.Status.Label().ToString(), TermLeft.Of(record, clock.Today())?.Left }.OfType<string>()), Usual);
        Heading(flow, Lang.T("著录项目"));
        foreach (var row in BiblioRow.Of(record, reference))
            Row(flow, (row.Inid.Length > 0 ? $"({row.Inid}) " : "") + row.Label, row.InOneLine ? [string.Join(Lang.T("；"), row.Facts)] : row.Facts.Select(fact => fact.ToString()));
        if (record.Abstract is { } summary)
        {
            Heading(flow, RecordLabels.AbstractOf(record.Kind));
            Paragraph(flow, summary, Usual);
        }

        Claims(flow, record.Claims);
        Pictures(flow, file, record, pictures);
        Events(flow, record);
        Documents(flow, Lang.T("Family|同族"), related.Family);
        Documents(flow, Lang.T("引证的文献"), related.Cited);
        Documents(flow, Lang.T("引用本文献的文献"), related.Citing);
        Heading(flow, Lang.T("来源与版本"));
        Row(flow, Lang.T("数据来源"), [record.Source is { } source ? source.Name + (source.Licence is { } licence ? Lang.T($"（{licence}）") : "") : batch ?? "–"]);
        Row(flow, Lang.T("当前版本"), [$"{Lang.T($"第 {stored.Version} 版")}  {ChinaTime.Show(stored.ChangedAt)}"]);
        Row(flow, Lang.T("made on|生成时间"), [ChinaTime.ShowMinute(clock.GetUtcNow())]);
        Row(flow, Lang.T("Address|网址"), [options.Value.Absolute(RecordLinks.To(record))]);
        Paragraph(flow, Lang.T("数据仅供参考，法律状态以国家知识产权局登记簿为准。"), 9);
        Foot(file, flow, record);
        return file;
    }

    private void Foot(PdfFile file, PdfFlow flow, IpRecord record)
    {
        var text = string.Join("  ·  ", new[] { options.Value.HubName, RecordModel.NumberOf(record), record.Synthetic ? Lang.T("示例数据") : null }.OfType<string>());
        for (var i = 0; i < file.Pages.Count; i++)
        {
            var number = $"{i + 1} / {file.Pages.Count}";
            file.Pages[i].Line(Left, PageHeight - 54, PageWidth - Left, PageHeight - 54);
            file.Pages[i].Text(text, 8, Left, PageHeight - 42);
            file.Pages[i].Text(number, 8, PageWidth - Left - flow.Measure(number, 8), PageHeight - 42);
        }
    }

    private static void Claims(PdfFlow flow, IReadOnlyList<Claim> claims)
    {
        if (claims.Count == 0)
            return;
        Heading(flow, Lang.T($"权利要求（{claims.Count}）"));
        var left = MostCharacters;
        foreach (var claim in claims.TakeWhile(claim => (left -= claim.Text.Length) > 0))
            Paragraph(flow, $"{claim.Number}. {claim.Text}", Usual);
        if (left <= 0)
            Paragraph(flow, Lang.T("其余权利要求见网页。"), 9);
    }

    private void Pictures(PdfFlow flow, PdfFile file, IpRecord record, IReadOnlyList<MediaItem> pictures)
    {
        if (pictures.Count == 0)
            return;
        flow.Need(TallestPicture + 70);
        Heading(flow, record.Kind == RecordKind.Trademark ? Lang.T("Representation|商标图样") : Lang.T("drawings|附图"));
        foreach (var picture in pictures.Take(MostPictures))
        {
            var (wide, high) = (Math.Max(1, picture.Width ?? 4), Math.Max(1, picture.Height ?? 3));
            var scale = Math.Min(Width / wide, TallestPicture / high);
            flow.Need((high * scale) + 24);
            flow.Picture(file.AddPicture(() => MediaPreview.ForPdf(media.Open(picture.Key))), Left + ((Width - (wide * scale)) / 2), flow.Y, wide * scale, high * scale);
            var label = RecordLabels.LabelOf(picture);
            flow.Text(label, 9, Left + ((Width - flow.Measure(label, 9)) / 2), flow.Y + (high * scale) + 4);
            flow.Y += (high * scale) + 26;
        }
    }

    private static void Events(PdfFlow flow, IpRecord record)
    {
        if (record.Events.Count == 0)
            return;
        Heading(flow, Lang.T("法律事件"));
        foreach (var legal in record.Events.Take(MostLines))
        {
            Row(flow, legal.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Lang.T("日期不详"),
                [legal.Text, .. RecordLabels.DetailsOf(legal).Select(detail => $"{detail.Name}{Lang.T("：")}{detail.Value}")]);
        }
    }

    private static void Documents(PdfFlow flow, string title, IReadOnlyList<LinkedDocument> documents)
    {
        if (documents.Count == 0)
            return;
        Heading(flow, title);
        foreach (var document in documents.Take(MostLines))
        {
            Paragraph(flow, string.Join("  ", new[] { document.Number, document.Held?.Title, document.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), document.By }
                .Where(text => !string.IsNullOrEmpty(text))), Usual);
        }
    }

    private static void Heading(PdfFlow flow, string text)
    {
        flow.Need(60);
        flow.Y += 14;
        flow.Text(text, 13, Left, flow.Y, bold: true);
        flow.Y += 22;
        flow.Line(Left, flow.Y - 3, PageWidth - Left, flow.Y - 3);
        flow.Y += 3;
    }

    private static void Paragraph(PdfFlow flow, string text, double size, bool bold = false)
    {
        foreach (var line in flow.Wrap(text, size, Width))
        {
            flow.Need(size * Spacing);
            flow.Text(line, size, Left, flow.Y, bold);
            flow.Y += size * Spacing;
        }

        flow.Y += 3;
    }

    private static void Row(PdfFlow flow, string label, IEnumerable<string> lines)
    {
        var names = flow.Wrap(label, Usual - 1, LabelWidth - 8).ToList();
        var texts = lines.SelectMany(line => flow.Wrap(line, Usual, Width - LabelWidth)).ToList();
        for (var i = 0; i < Math.Max(names.Count, texts.Count); i++)
        {
            flow.Need(Usual * Spacing);
            if (i < names.Count)
                flow.Text(names[i], Usual - 1, Left, flow.Y + 0.5);
            if (i < texts.Count)
                flow.Text(texts[i], Usual, Left + LabelWidth, flow.Y);
            flow.Y += Usual * Spacing;
        }
    }
}
