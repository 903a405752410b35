using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Primitives;
using Zhishu.Foundation;
using Zhishu.Records.Imports;

namespace Zhishu.Records.Show;

/// <summary>A record: bibliography, abstract, claims, events, classification, citations, versions.</summary>
[AllowAnonymous]
internal sealed class RecordModel(
    RecordStore store, MediaStore media, ReferenceData reference, BatchStore batches, IRecordQuestions questions, IEnumerable<RecordAction> actions, TimeProvider clock) : PageModel
{
    /// <summary>What of the address says how the page is shown, and is no question.</summary>
    private static readonly string[] Ways = ["pane", "whole", "side", "claims", "lang"];

    /// <summary>Characters of a description that are shown at once; the rest on request.</summary>
    private const int CharactersAtOnce = 300_000;

    private IReadOnlySet<string> _held = new HashSet<string>();

    public StoredRecord Stored { get; private set; } = null!;

    public IpRecord Record => Stored.Record;

    public IReadOnlyList<FormerVersion> History { get; private set; } = [];

    /// <summary>Links of other modules.</summary>
    public IEnumerable<(Bilingual Label, string Url)> Actions => actions.OrderBy(action => action.Order)
        .Select(action => (action.Label, Url: action.Url(Stored)!)).Where(action => action.Url is not null);

    /// <summary>The question by which the record was opened; null without one.</summary>
    public RecordQuestion? Question { get; private set; }

    /// <summary>Draws the texts.</summary>
    public RecordText Text { get; private set; } = new(text => [new(text, false)]);

    /// <summary>A text with what the question found marked.</summary>
    public IHtmlContent Marked(string text) => Text.Marked(text);

    /// <summary>The number by which people know it: of its grant, else of its publication, else its own.</summary>
    public string Shown => (Record.Publications.LastOrDefault(publication => publication.Grant) ?? Record.Publications.LastOrDefault())?.Number
        ?? RecordNumber.Show(Record.Kind, Record.Office, Record.Number);

    /// <summary>Its term; null when it has none or it is not known.</summary>
    public TermLeft? Term => TermLeft.Of(Record, clock.Today());

    /// <summary>The language of its texts where it is not that of the page.</summary>
    public string? TextLanguage => TextLanguages.Of(Record.Title + Record.Abstract);

    /// <summary>The page with its question.</summary>
    public string Address => With(null);

    /// <summary>The page with its question, shown in a way.</summary>
    public string With(string? way, string value = "1") => RecordLinks.To(Record)
        + new QueryBuilder([.. Request.Query.Where(pair => !Ways.Contains(pair.Key)), .. way is null ? [] : new[] { new KeyValuePair<string, StringValues>(way, value) }]);

    public string? BatchTitle { get; private set; }

    /// <summary>Those of its family by priority, and those that cite it.</summary>
    public RelatedRecords Related { get; private set; } = RelatedRecords.None;

    private const int RelatedAtOnce = 20;

    /// <summary>How many cite it, as people read it.</summary>
    public string Cited => Related.CitedBy >= RelatedRecords.Most ? Lang.T($"{RelatedRecords.Most} 以上")
        : Related.CitedBy.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What changed from a former version to the next.</summary>
    public IEnumerable<ChangedMember> ChangesOf(FormerVersion former) =>
        VersionText.Between(former.Record, History.FirstOrDefault(other => other.Version == former.Version + 1)?.Record ?? Record, former.ChangedFields);

    /// <summary>The parts of the description that are shown.</summary>
    public IReadOnlyList<DescriptionPart> Description { get; private set; } = [];

    /// <summary>Whether more of the description is there than is shown.</summary>
    public bool IsCut { get; private set; }

    public IReadOnlyList<BiblioRow> Biblio { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string kind, string number, CancellationToken ct)
    {
        if (RecordKinds.Parse(kind) is not { } known || await store.FindAsync(known, number, ct) is not { } stored)
            return NotFound();
        Stored = stored;
        var isPane = Request.Query["pane"] == "1";
        Question = await questions.ReadAsync(Request.Query, stored.Id, withPlace: !isPane, ct);
        if (Question is not null)
            Text = new(Question.Mark);
        if (isPane)
            return Partial("_Pane", this);
        History = await store.HistoryAsync(stored.Id, ct);
        _held = await store.HeldAsync([.. Record.Family.Concat(Record.Citations.Where(citation => citation.Patent).Select(citation => citation.Text))
            .Select(RecordNumber.ParsePatent).OfType<RecordNumber>().Select(number => number.Normal)], ct);
        Related = await store.RelatedAsync(stored.Id, Record, RelatedAtOnce, ct);
        BatchTitle = await batches.TitleAsync(stored.BatchId, ct);
        await ReadDescriptionAsync(ct);
        Biblio = [.. BiblioRow.Of(Record, reference)];
        return Page();
    }

    private async Task ReadDescriptionAsync(CancellationToken ct)
    {
        var parts = await store.Texts.OfAsync(Record, ct);
        var (shown, length) = (0, 0L);
        while (shown < parts.Count && (Request.Query["whole"] == "1" || length < CharactersAtOnce))
            length += parts[shown++].Text.Length;
        (Description, IsCut) = ([.. parts.Take(shown)], shown < parts.Count);
    }

    /// <summary>How far down the tree of claims a claim stands: 0 for an independent one, at most 4.</summary>
    public int LevelOf(Claim claim)
    {
        var level = 0;
        for (var above = claim; level < 4 && above.DependsOn.Count > 0; level++)
        {
            if (Record.Claims.FirstOrDefault(other => other.Number == above.DependsOn[0]) is not { } next || next.Number >= above.Number)
                return level + 1;
            above = next;
        }

        return level;
    }

    /// <summary>The pictures that stand for the record, that of the abstract first, each once: those of its texts stand there.</summary>
    public IReadOnlyList<MediaItem> Pictures => [.. Record.Media.Where(item => item.Kind != "inline" && item.Type != "application/pdf")
        .GroupBy(item => item.Key).Where(same => media.Has(same.Key))
        .OrderBy(same => same.Any(item => item.Kind == "abstract") ? 0 : 1)
        .Select(same => same.FirstOrDefault(item => item.Kind != "abstract" && item.Label is not null) ?? same.First())];

    /// <summary>Page documents.</summary>
    public IReadOnlyList<MediaItem> Pages => [.. Record.Media.Where(item => item.Type == "application/pdf" && media.Has(item.Key))];

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

    /// <summary>The address of a cited or family document that this hub holds; null for others.</summary>
    public string? LinkTo(string number) =>
        RecordNumber.ParsePatent(number) is { } parsed && _held.Contains(parsed.Normal) ? $"/records/patent/{Uri.EscapeDataString(parsed.Normal)}" : null;
}
