using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.Options;
using Zhishu.Exchange.Harvest;
using Zhishu.Exchange.Oai;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Exchange.Federate;

/// <summary>A hit of a hub.</summary>
/// <param name="Key">Office and number, which all hubs write alike; by it the same record of several hubs is known.</param>
/// <param name="Title">Title.</param>
/// <param name="Kind">Kind of record, or null.</param>
/// <param name="Creators">Applicants.</param>
/// <param name="Date">First date, as given; null when none.</param>
/// <param name="Summary">Beginning of the abstract; empty when none.</param>
internal sealed record FederatedHit(string Key, string Title, RecordKind? Kind, IReadOnlyList<string> Creators, string? Date, string Summary)
{
    /// <summary>Where it is: name of the hub and address of the record there.</summary>
    public IReadOnlyList<(string Hub, string? Url)> Places { get; init; } = [];
}

/// <summary>How a hub answered.</summary>
/// <param name="Name">Name of the hub.</param>
/// <param name="Total">Hits there; null when it did not answer.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Fault">Why there is no answer, or null.</param>
internal sealed record FederatedSource(string Name, long? Total, long Milliseconds, Bilingual? Fault);

/// <summary>The answers of all hubs as one list.</summary>
internal sealed record FederatedAnswer(IReadOnlyList<FederatedHit> Hits, IReadOnlyList<FederatedSource> Sources, long Milliseconds, QueryFault? Fault);

/// <summary>How long hubs may take.</summary>
internal sealed record FederationLimits
{
    /// <summary>Longest time for one hub; the whole answer takes no longer, since all are asked at once.</summary>
    public TimeSpan SourceTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a hub that did not answer three times in a row is left alone.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Asks this hub and all others at once by SRU, each with its own time limit, and merges what came: the same record of several hubs once,
/// in the order of its places in the lists (reciprocal ranks).
/// </summary>
internal sealed class FederatedSearch(QueryLanguage language, SearchService search, SourceStore sources, DublinCore dublinCore, FederationLimits limits,
    IOptions<HubOptions> options, TimeProvider clock) : IDisposable
{
    public const int Size = 20;
    private const int MostHubs = 30;
    private const int FaultsBeforeRest = 3;

    // The constant of reciprocal rank fusion: far places weigh little, the first ones not everything.
    private const double RankConstant = 60;
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersFromEntities = 1, IgnoreComments = true };
    private readonly Fetcher _fetcher = new(new HarvestLimits { MostBytes = 4 << 20, AnswerTime = limits.SourceTime, Silence = limits.SourceTime }, options, clock);
    private readonly ConcurrentDictionary<Guid, (int Faults, DateTimeOffset Last)> _faults = new();

    private sealed record Answer(FederatedSource Source, IReadOnlyList<FederatedHit> Hits);

    /// <summary>Asks all hubs for a page of hits.</summary>
    /// <param name="query">The question in the hub's query language.</param>
    /// <param name="page">Page, from 1: each hub is asked for that page of its own hits.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<FederatedAnswer> FindAsync(string query, int page, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var parsed = language.Parse(query);
        if (parsed.Fault is { } fault)
            return new([], [], 0, fault);
        var from = (Math.Clamp(page, 1, 500) - 1) * Size;
        var hubs = (await sources.AllAsync(ct)).Where(source => source is { Searched: true, SruAddress: not null }).Take(MostHubs).ToList();
        var asked = hubs.Select(hub => AskAsync(hub, parsed.Node!, from, ct)).Prepend(AskHereAsync(parsed.Node!, from, ct)).ToList();
        var answers = await Task.WhenAll(asked);
        return new(Merge([.. answers.Select(answer => answer.Hits)]), [.. answers.Select(answer => answer.Source)], watch.ElapsedMilliseconds, null);
    }

    /// <summary>Merges lists: each record once, with all its places, best first.</summary>
    internal static IReadOnlyList<FederatedHit> Merge(IReadOnlyList<IReadOnlyList<FederatedHit>> lists)
    {
        var merged = new Dictionary<string, (FederatedHit Hit, double Score, int First)>(StringComparer.Ordinal);
        var order = 0;
        foreach (var list in lists)
        {
            foreach (var (hit, place) in list.DistinctBy(hit => hit.Key).Select((hit, place) => (hit, place)))
            {
                var score = 1 / (RankConstant + place + 1);
                merged[hit.Key] = merged.TryGetValue(hit.Key, out var known)
                    ? (known.Hit with { Places = [.. known.Hit.Places, .. hit.Places] }, known.Score + score, known.First)
                    : (hit, score, order++);
            }
        }

        return [.. merged.Values.OrderByDescending(one => one.Score).ThenBy(one => one.First).Select(one => one.Hit)];
    }

    private async Task<Answer> AskHereAsync(QueryNode node, int from, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var name = Lang.T("本枢纽");
        var found = await search.FindAsync(new(node, new Dictionary<Facet, IReadOnlyList<string>>(), SearchSort.Relevance, from, Size, []), ct);
        return new(new(name, found.Total, watch.ElapsedMilliseconds, null), [.. found.Hits.Select(hit => Read(dublinCore.Write("dc", hit.Record), name))
            .OfType<FederatedHit>().Zip(found.Hits, (read, hit) => read with { Places = [(name, hit.Url)] })]);
    }

    private async Task<Answer> AskAsync(HarvestSource hub, QueryNode node, int from, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        Answer Failed(Bilingual why) => new(new(hub.Name, null, watch.ElapsedMilliseconds, why), []);
        if (_faults.TryGetValue(hub.Id, out var past) && past.Faults >= FaultsBeforeRest && clock.GetUtcNow() - past.Last < limits.Rest)
            return Failed(new("最近多次没有应答，暂不询问"));
        if (CqlText.Write(node, ofHub: hub.Kind == "hub") is not { } query)
            return Failed(new("这一检索式对方无法处理"));
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(limits.SourceTime);
        try
        {
            var address = $"{hub.SruAddress}?version=1.2&operation=searchRetrieve&query={Uri.EscapeDataString(query)}&"
                + $"startRecord={(from + 1).ToString(CultureInfo.InvariantCulture)}&maximumRecords={Size.ToString(CultureInfo.InvariantCulture)}&recordSchema=dc";
            using var stream = await _fetcher.GetAsync(address, hub with { KilobytesPerSecond = 0 }, "text/xml", time.Token);
            var answer = Read(stream, hub, watch);
            _faults.TryRemove(hub.Id, out _);
            return answer;
        }
        catch (Exception e) when ((e is HarvestFaultException or XmlException) || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            _faults.AddOrUpdate(hub.Id, (1, clock.GetUtcNow()), (_, known) => (known.Faults + 1, clock.GetUtcNow()));
            return Failed(e switch
            {
                // Everybody reads this: addresses and what the network said stay with the administrator.
                HarvestFaultException { Code: "source.unreachable" or "source.broken" or "source.redirect" } => new("无法连接"),
                HarvestFaultException fault => fault.Text,
                XmlException => new("应答不是有效的 XML"),
                _ => new($"在 {limits.SourceTime.TotalSeconds:0.#} 秒内没有应答"),
            });
        }
    }

    private static Answer Read(MemoryStream stream, HarvestSource hub, Stopwatch watch)
    {
        using var reader = XmlReader.Create(stream, Settings);
        var document = XDocument.Load(reader);
        XElement? First(string name) => document.Descendants().FirstOrDefault(element => element.Name.LocalName == name);
        if (First("numberOfRecords")?.Value is not { } count || !long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var total))
            return new(new(hub.Name, null, watch.ElapsedMilliseconds, new("应答不是 SRU")), []);

        // Beyond its last page a hub says 61: it has hits, only none here.
        if (First("diagnostic") is { } diagnostic && diagnostic.Elements().FirstOrDefault(element => element.Name.LocalName == "uri")?.Value is { } uri
            && !uri.EndsWith("/61", StringComparison.Ordinal))
        {
            var message = diagnostic.Elements().FirstOrDefault(element => element.Name.LocalName == "message")?.Value ?? uri;
            return new(new(hub.Name, null, watch.ElapsedMilliseconds, new($"对方：{Cut(message, 200)}")), []);
        }

        var hits = document.Descendants().Where(element => element.Name.LocalName == "recordData").Take(Size).Select(data => data.Elements().FirstOrDefault())
            .OfType<XElement>().Select(dc => Read(dc, hub.Name)).OfType<FederatedHit>().ToList();
        return new(new(hub.Name, total, watch.ElapsedMilliseconds, null), hits);
    }

    private static FederatedHit? Read(XElement dc, string hub)
    {
        List<string> All(string name) => [.. dc.Elements(OaiNames.Dc + name).Select(element => SafeText.Clean(element.Value.Trim())).Where(text => text.Length > 0)];
        var (titles, identifiers) = (All("title"), All("identifier"));
        if (titles.Count == 0)
            return null;
        var url = identifiers.Find(text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");
        var key = identifiers.Find(text => text != url) is { Length: <= 100 } number ? (RecordNumber.NormaliseOther(number) ?? number) : url ?? titles[0];
        return new(key, Cut(titles[0], 300), All("type").Select(RecordKinds.Parse)
            .FirstOrDefault(kind => kind is not null), [.. All("creator").Take(5).Select(name => Cut(name, 100))], All("date").FirstOrDefault(),
            Cut(All("description").FirstOrDefault() ?? "", 160))
        { Places = [(hub, url)] };
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most] + "…";

    public void Dispose() => _fetcher.Dispose();
}
