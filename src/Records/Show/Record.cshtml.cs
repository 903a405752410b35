using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Zhishu.Foundation;
using Zhishu.Records.Imports;

namespace Zhishu.Records.Show;

/// <summary>A section of the page, or a page that goes on with it, in the bar below the title.</summary>
internal sealed record RecordTab(string Href, string Text);

/// <summary>A record: abstract, claims, description, drawings, events, family, citations, versions, with the facts beside them.</summary>
[AllowAnonymous]
internal sealed class RecordModel(
    RecordStore store, MediaStore media, ReferenceData reference, BatchStore batches, OfficialLinks official, IRecordQuestions questions, RecordPdf pdf,
    IEnumerable<RecordAction> actions, TimeProvider clock) : PageModel
{
    /// <summary>Characters of a description that are shown at once; the rest on request.</summary>
    private const int CharactersAtOnce = 300_000;

    /// <summary>What of the address says how the page is shown, and is no question.</summary>
    private static readonly string[] Ways = ["pane", "whole", "side", "claims", "lang"];

    private IReadOnlyDictionary<Guid, BatchName> _batches = new Dictionary<Guid, BatchName>();

    public StoredRecord Stored { get; private set; } = null!;

    public IpRecord Record => Stored.Record;

    public IReadOnlyList<FormerVersion> History { get; private set; } = [];

    /// <summary>The question by which the record was opened; null without one.</summary>
    public RecordQuestion? Question { get; private set; }

    /// <summary>Draws the texts.</summary>
    public RecordText Text { get; private set; } = new(text => [new(text, false)]);

    /// <summary>The parts of the description that are shown.</summary>
    public IReadOnlyList<DescriptionPart> Description { get; private set; } = [];

    /// <summary>Whether more of the description is there than is shown.</summary>
    public bool IsCut { get; private set; }

    public IReadOnlyList<BiblioRow> Biblio { get; private set; } = [];

    /// <summary>Family and citations.</summary>
    public RelatedDocuments Related { get; private set; } = new([], 0, [], [], 0);

    /// <summary>The numbers of the parts in the drawings, with where they lead.</summary>
    public LinkedTexts Linked { get; private set; } = null!;

    /// <summary>The claims as they are shown.</summary>
    public IReadOnlyList<ClaimGroup> Claims { get; private set; } = [];

    /// <summary>Whether the independent claims alone are shown.</summary>
    public bool OnlyIndependent => Request.Query["claims"] == "independent";

    /// <summary>Whether claims and description stand side by side.</summary>
    public bool SideBySide => Request.Query["side"] == "1" && CanStandSideBySide;

    public bool CanStandSideBySide => Record.Claims.Count > 0 && Description.Count > 0;

    /// <summary>A text with what the question found marked.</summary>
    public IHtmlContent Marked(string text) => Text.Marked(text);

    /// <summary>The number by which people know a record: of its grant, else of its publication, else its own.</summary>
    public static string NumberOf(IpRecord record) => (record.Publications.LastOrDefault(publication => publication.Grant) ?? record.Publications.LastOrDefault())?.Number
        ?? RecordNumber.Show(record.Kind, record.Office, record.Number);

    public string Shown => NumberOf(Record);

    /// <summary>Its term; null when it has none or it is not known.</summary>
    public TermLeft? Term => TermLeft.Of(Record, clock.Today());

    public IReadOnlyList<RecordStep> Steps => RecordStep.Of(Record, Term);

    /// <summary>The language of its texts where it is not that of the page.</summary>
    public string? TextLanguage => TextLanguages.Of(Record.Title + Record.Abstract);

    /// <summary>The page with its question.</summary>
    public string Address => With(null);

    /// <summary>The page with its question, shown in a way.</summary>
    public string With(string? way, string value = "1") => RecordLinks.To(Record)
        + new QueryBuilder([.. Request.Query.Where(pair => !Ways.Contains(pair.Key)), .. way is null ? [] : new[] { new KeyValuePair<string, StringValues>(way, value) }]);

    /// <summary>Links of other modules, without those that are sections.</summary>
    public IEnumerable<(Bilingual Label, string Url)> Actions => Offered(section: false);

    /// <summary>Parts of other modules that come later, with the pages that have more.</summary>
    public IEnumerable<(Bilingual Label, string Url, string Part)> Parts => actions.Where(action => action.Part is not null).OrderBy(action => action.Order)
        .Select(action => (action.Label, action.Url(Stored) ?? "", action.Part!(Stored))).Where(part => part.Item2.Length > 0);

    /// <summary>Links to the registers of the offices.</summary>
    public IReadOnlyList<OfficialLink> Official => official.Of(Record);

    /// <summary>What is called what on this kind of record.</summary>
    public string PicturesTitle => Record.Kind == RecordKind.Trademark ? Lang.T("Representation|商标图样") : Record.Type == "design" ? Lang.T("views|视图") : Lang.T("drawings|附图");

    public IEnumerable<RecordTab> Tabs()
    {
        yield return new("#abstract", Record.Abstract is null ? Lang.T("著录项目") : Record.Kind == RecordKind.Patent ? Lang.T("著录与摘要") : Lang.T("Overview|概况"));
        if (Record.Claims.Count > 0)
            yield return new("#claims", Counted(Lang.T("Claims|权利要求"), Record.Claims.Count));
        if (Description.Count > 0)
            yield return new("#description", Lang.T("Description|说明书"));
        if (Pictures.Count > 0)
            yield return new("#drawings", Counted(PicturesTitle, Pictures.Count));
        if (Steps.Count > 0 || Record.Events.Count > 0)
            yield return new("#events", Record.Events.Count > 0 ? Counted(Lang.T("法律状态"), Record.Events.Count) : Lang.T("法律状态"));
        if (Related.FamilyCount > 0)
            yield return new("#family", Counted(Lang.T("Family|同族"), Related.FamilyCount));
        if (Related.Cited.Count > 0 || Related.CitingCount > 0)
        {
            yield return new("#citations", string.Join(" · ", new[]
            {
                Related.Cited.Count > 0 ? Counted(Lang.T("Cites|引证"), Related.Cited.Count) : "",
                Related.CitingCount > 0 ? $"{Lang.T("Cited by|被引")} {Cited}" : "",
            }.Where(text => text.Length > 0)));
        }

        foreach (var (label, url) in Offered(section: true))
            yield return new(url, label.ToString());
        if (Pages.Count > 0)
            yield return new("#pages", Lang.T("原文 PDF"));
        yield return new("#versions", Lang.T("来源与版本"));
    }

    /// <summary>How many cite it, as people read it.</summary>
    public string Cited => Related.CitingCount >= RelatedRecords.Most ? Lang.T($"{RelatedRecords.Most} 以上") : Related.CitingCount.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What changed from a former version to the next.</summary>
    public IEnumerable<ChangedMember> ChangesOf(FormerVersion former) => VersionText.Between(former.Record, Next(former)?.Record ?? Record, former.ChangedFields);

    /// <summary>The import that replaced a former version.</summary>
    public BatchName? ReplacedBy(FormerVersion former) => _batches.GetValueOrDefault(Next(former)?.BatchId ?? Stored.BatchId);

    /// <summary>The import that wrote the present version.</summary>
    public BatchName? Batch => _batches.GetValueOrDefault(Stored.BatchId);

    public async Task<IActionResult> OnGetAsync(string kind, string number, CancellationToken ct)
    {
        var asPdf = number.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase);
        if (asPdf)
            number = number[..^4];
        if (RecordKinds.Parse(kind) is not { } known || await store.FindAsync(known, number, ct) is not { } stored)
            return NotFound();
        Stored = stored;
        if (asPdf)
            return await PdfAsync(ct);
        var isPane = Request.Query["pane"] == "1";
        Question = await questions.ReadAsync(Request.Query, stored.Id, withPlace: !isPane, ct);
        if (Question is not null)
            Text = new(Question.Mark);
        if (isPane)
            return Partial("_Pane", this);
        History = await store.HistoryAsync(stored.Id, ct);
        _batches = await batches.NamesAsync([.. History.Select(former => former.BatchId).Append(stored.BatchId).Distinct()], ct);
        if (stored.Record.Kind == RecordKind.Patent)
            Related = await RelatedDocuments.ReadAsync(store, stored, ct);
        var parts = await ReadDescriptionAsync(ct);
        Claims = [.. ClaimTree.Of(Record.Claims).Select(group => OnlyIndependent ? group with { Below = [] } : group)];
        Linked = new(ReferenceSigns.Read(Record, parts), Claims, Description);
        Biblio = [.. BiblioRow.Of(Record, reference)];
        return Page();
    }

    private async Task<IActionResult> PdfAsync(CancellationToken ct)
    {
        if (Record.Kind == RecordKind.Patent)
            Related = await RelatedDocuments.ReadAsync(store, Stored, ct);
        _batches = await batches.NamesAsync([Stored.BatchId], ct);
        Response.ContentType = "application/pdf";
        var disposition = new ContentDispositionHeaderValue("inline");
        disposition.SetHttpFileName($"{RecordNumber.Show(Record.Kind, Record.Office, Record.Number)}.pdf");
        Response.Headers.ContentDisposition = disposition.ToString();
        await pdf.WriteAsync(Stored, Related, Pictures, Batch?.Source ?? Batch?.Title, Response.Body, ct);
        return new EmptyResult();
    }

    private async Task<IReadOnlyList<DescriptionPart>> ReadDescriptionAsync(CancellationToken ct)
    {
        var parts = await store.Texts.OfAsync(Record, ct);
        var (shown, length) = (0, 0L);
        while (shown < parts.Count && (Request.Query["whole"] == "1" || length < CharactersAtOnce))
            length += parts[shown++].Text.Length;
        (Description, IsCut) = ([.. parts.Take(shown)], shown < parts.Count);
        return parts;
    }

    /// <summary>The pictures that stand for the record, that of the abstract first, each once: those of its texts stand there.</summary>
    public IReadOnlyList<MediaItem> Pictures => field ??= [.. Record.Media.Where(item => item.Kind != "inline" && item.Type != "application/pdf")
        .GroupBy(item => item.Key).Where(same => media.Has(same.Key))
        .OrderBy(same => same.Any(item => item.Kind == "abstract") ? 0 : 1)
        .Select(same => same.FirstOrDefault(item => item.Kind != "abstract" && item.Label is not null) ?? same.First())];

    /// <summary>Page documents.</summary>
    public IReadOnlyList<MediaItem> Pages => field ??= [.. Record.Media.Where(item => item.Type == "application/pdf" && media.Has(item.Key))];

    /// <summary>The picture of a text by the name of its file, or null.</summary>
    public MediaItem? PictureOf(string file) => Record.Media.FirstOrDefault(item => item.Name.Equals(file[(file.LastIndexOf('/') + 1)..], StringComparison.OrdinalIgnoreCase) && media.Has(item.Key));

    /// <summary>The address of a picture as browsers show it: as it came where they can.</summary>
    public static string AddressOf(MediaItem media) => media.Type == "image/tiff" ? $"/media/{media.Key}?as=png" : $"/media/{media.Key}";

    public IReadOnlyList<CodeNode> PathOf(Classification symbol) => symbol.Scheme switch
    {
        "ipc" or "cpc" => reference.Ipc.PathTo(symbol.Symbol.Length >= 4 ? symbol.Symbol[..4] : symbol.Symbol),
        "nice" => reference.Nice.PathTo(symbol.Symbol.TrimStart('0')),
        "locarno" => reference.Locarno.PathTo(symbol.Symbol[..Math.Min(2, symbol.Symbol.Length)]),
        _ => [],
    };

    private static string Counted(string text, long count) => $"{text} {count.ToString("N0", CultureInfo.InvariantCulture)}";

    private FormerVersion? Next(FormerVersion former) => History.FirstOrDefault(other => other.Version == former.Version + 1);

    private IEnumerable<(Bilingual Label, string Url)> Offered(bool section) => actions.Where(action => action.IsSection == section).OrderBy(action => action.Order)
        .Select(action => (action.Label, Url: action.Url(Stored)!)).Where(action => action.Url is not null);
}
