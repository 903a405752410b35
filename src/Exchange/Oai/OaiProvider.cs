using System.Xml.Linq;
using Microsoft.Extensions.Options;
using Zhishu.Exchange.Feed;
using Zhishu.Foundation;
using Zhishu.Records;
using static Zhishu.Exchange.Oai.OaiNames;

namespace Zhishu.Exchange.Oai;

/// <summary>Answers the six verbs of OAI-PMH 2.0 over what is published of the records.</summary>
internal sealed class OaiProvider(ItemStore items, RecordStore records, OaiFormats formats, SetCatalogue sets, HubIdentity identity, SecretLinks links, IOptions<HubOptions> options)
{
    /// <summary>Records in a page of a list.</summary>
    internal const int RecordsInPage = 250;

    private const int HeadersInPage = 1000;

    // A page of very long records ends earlier, so that no answer is larger than a harvester may take.
    private const long CharactersInPage = 4_000_000;
    private const int SetsInPage = 500;

    private sealed record Answer(XElement? Content, OaiError? Error)
    {
        public static implicit operator Answer(XElement content) => new(content, null);

        public static implicit operator Answer(OaiError error) => new(null, error);
    }

    /// <summary>The whole document for a request.</summary>
    public async Task<XDocument> AnswerAsync(OaiRequest? request, OaiError? error, CancellationToken ct)
    {
        var now = await items.NowAsync(ct);
        var answer = error is not null ? new(null, error) : await VerbAsync(request!, now, ct);
        return new(
            new XElement(Pmh + "OAI-PMH",
                new XAttribute(XNamespace.Xmlns + "xsi", Instance),
                SchemaLocation((Pmh, "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")),
                new XElement(Pmh + "responseDate", Form(now)),

                // 3.2: the attributes of the request are left out when the request itself was bad.
                new XElement(Pmh + "request",
                    answer.Error?.Code is "badVerb" or "badArgument" ? null : request!.Arguments.Select(pair => new XAttribute(pair.Key, pair.Value)).Prepend(new XAttribute("verb", request.Verb)),
                    options.Value.Absolute("/oai")),
                answer.Error is { } fault ? new XElement(Pmh + "error", new XAttribute("code", fault.Code), fault.Message) : answer.Content));
    }

    private async Task<Answer> VerbAsync(OaiRequest request, DateTime now, CancellationToken ct) => request.Verb switch
    {
        "Identify" => await IdentifyAsync(ct),
        "ListMetadataFormats" => await FormatsAsync(request["identifier"], ct),
        "ListSets" => await SetsAsync(request, ct),
        "GetRecord" => await RecordAsync(request, ct),
        _ => await ListAsync(request, now, ct),
    };

    private async Task<Answer> IdentifyAsync(CancellationToken ct)
    {
        var name = await identity.NamespaceAsync(ct);

        // The schema asks for an address with a domain.
        var mail = options.Value.Mail.From.Split('@') is [{ Length: > 0 }, var domain] && domain.Contains('.', StringComparison.Ordinal) ? options.Value.Mail.From : "admin@" + name;
        return new XElement(Pmh + "Identify",
            new XElement(Pmh + "repositoryName", options.Value.HubName),
            new XElement(Pmh + "baseURL", options.Value.Absolute("/oai")),
            new XElement(Pmh + "protocolVersion", "2.0"),
            new XElement(Pmh + "adminEmail", mail),
            new XElement(Pmh + "earliestDatestamp", Form(await items.EarliestAsync(ct))),
            new XElement(Pmh + "deletedRecord", "persistent"),
            new XElement(Pmh + "granularity", "YYYY-MM-DDThh:mm:ssZ"),
            new XElement(Pmh + "compression", "gzip"),
            new XElement(Pmh + "compression", "br"),
            new XElement(Pmh + "description", new XElement(Identifier + "oai-identifier",
                SchemaLocation((Identifier, "http://www.openarchives.org/OAI/2.0/oai-identifier.xsd")),
                new XElement(Identifier + "scheme", "oai"),
                new XElement(Identifier + "repositoryIdentifier", name),
                new XElement(Identifier + "delimiter", ":"),
                new XElement(Identifier + "sampleIdentifier", HubIdentity.Identifier(name, new(RecordKind.Patent, "CN", "202210123456X"))))),
            new XElement(Pmh + "description", new XElement(Hub + "hub", SchemaLocation((Hub, options.Value.Absolute("/schemas/hub.xsd"))), new XAttribute("epoch", await identity.EpochAsync(ct)))));
    }

    private async Task<Answer> FormatsAsync(string? identifier, CancellationToken ct)
    {
        Item? item = null;
        if (identifier is not null)
        {
            item = await FindAsync(identifier, ct);
            if (item is null)
                return NoSuch(identifier);
            if (item.Deleted)
                return new OaiError("noMetadataFormats", "The record is deleted: it has no metadata in any format.");
        }

        return new XElement(Pmh + "ListMetadataFormats", formats.All.Where(format => item is null || Has(item, format)).Select(format => new XElement(Pmh + "metadataFormat",
            new XElement(Pmh + "metadataPrefix", format.Prefix),
            new XElement(Pmh + "schema", format.Schema),
            new XElement(Pmh + "metadataNamespace", format.Space))));
    }

    private async Task<Answer> SetsAsync(OaiRequest request, CancellationToken ct)
    {
        var all = await sets.AllAsync(ct);
        var cursor = 0L;
        if (request["resumptionToken"] is { } given)
        {
            if (await OaiToken.ReadAsync(given, links, ct) is not { Verb: "ListSets" } token || token.Cursor >= all.Count)
                return BadToken;
            cursor = token.Cursor;
        }

        var page = all.Skip((int)cursor).Take(SetsInPage).ToList();
        var next = cursor + page.Count < all.Count ? await new OaiToken("ListSets", "", "", null, DateTime.UnixEpoch, DateTime.UnixEpoch, 0, cursor + page.Count, all.Count).WriteAsync(links, ct) : "";
        return new XElement(Pmh + "ListSets",
            page.Select(set => new XElement(Pmh + "set", new XElement(Pmh + "setSpec", set.Spec), new XElement(Pmh + "setName", set.Label.Zh))),
            Resumption(next, cursor, all.Count));
    }

    private async Task<Answer> RecordAsync(OaiRequest request, CancellationToken ct)
    {
        var format = formats.Find(request["metadataPrefix"]);
        if (await FindAsync(request["identifier"]!, ct) is not { } item)
            return format is null ? NoFormat(request["metadataPrefix"]!) : NoSuch(request["identifier"]!);
        if (format is null || (!item.Deleted && !Has(item, format)))
            return NoFormat(request["metadataPrefix"]!);
        return new XElement(Pmh + "GetRecord", (await WriteAsync([item], format, ct)).Written);
    }

    private async Task<Answer> ListAsync(OaiRequest request, DateTime now, CancellationToken ct)
    {
        OaiToken? token = null;
        if (request["resumptionToken"] is { } given)
        {
            token = await OaiToken.ReadAsync(given, links, ct);
            if (token is null || token.Verb != request.Verb)
                return BadToken;
        }

        var (prefix, set) = token is null ? (request["metadataPrefix"]!, request["set"] ?? "") : (token.Prefix, token.Set);
        if (formats.Find(prefix) is not { } format)
            return token is null ? NoFormat(prefix) : BadToken;
        if (set.Length > 0 && await sets.FindAsync(set, ct) is null)
            return token is null ? new OaiError("noRecordsMatch", "There is no such set.") : BadToken;
        string[] wanted = [.. new[] { set, format.Set }.OfType<string>().Where(one => one.Length > 0)];

        // The end of the list is fixed at its beginning: what changes meanwhile comes with the next harvest, and the list ends.
        var filter = new ItemFilter(token is null ? request.From : token.From, token?.Until ?? (request.Until < now ? request.Until.Value : now), wanted);
        var size = request.Verb == "ListRecords" ? RecordsInPage : HeadersInPage;
        var page = await items.PageAsync(filter, token is null ? null : (token.Stamp, token.Sequence), size + 1, ct);
        if (page.Count == 0 && token is null)
            return new OaiError("noRecordsMatch", "No records match.");
        var shown = page.Take(size).ToList();
        var (written, used) = request.Verb == "ListRecords" ? await WriteAsync(shown, format, ct) : (await HeadersAsync(shown, ct), shown.Count);
        var (cursor, total, next) = (token?.Cursor ?? 0, token?.Total ?? 0, "");
        var isLast = used == page.Count;
        if (!isLast || token is not null)
            total = token?.Total ?? await items.CountAsync(filter, ct);
        if (!isLast)
            next = await new OaiToken(request.Verb, prefix, set, filter.From, filter.Until, page[used - 1].Stamp, page[used - 1].Sequence, cursor + used, total).WriteAsync(links, ct);
        return new XElement(Pmh + request.Verb, written, isLast && token is null ? null : Resumption(next, cursor, total));
    }

    private static XElement? Resumption(string next, long cursor, long total) => next.Length == 0 && cursor == 0
        ? null
        : new(Pmh + "resumptionToken", new XAttribute("completeListSize", total), new XAttribute("cursor", cursor), next);

    private static bool Has(Item item, OaiFormat format) => format.Set is null || item.Sets.Contains(format.Set);

    private async Task<Item?> FindAsync(string identifier, CancellationToken ct) => await identity.KeyAsync(identifier, ct) is { } key ? await items.FindAsync(key, ct) : null;

    private async Task<List<XElement>> HeadersAsync(IReadOnlyList<Item> page, CancellationToken ct)
    {
        var name = await identity.NamespaceAsync(ct);
        return [.. page.Select(item => Header(name, item))];
    }

    private static XElement Header(string name, Item item) => new(Pmh + "header",
        item.Deleted ? new XAttribute("status", "deleted") : null,
        new XElement(Pmh + "identifier", HubIdentity.Identifier(name, item.Key)),
        new XElement(Pmh + "datestamp", Form(item.Stamp)),
        RecordSets.Lowest(item.Sets).Select(set => new XElement(Pmh + "setSpec", set)));

    // The descriptions go where the whole record goes.
    private async Task<List<StoredRecord>> WithTextsAsync(OaiFormat format, List<StoredRecord> page, CancellationToken ct) =>
        format.Prefix == OaiFormats.HubPrefix ? await records.Texts.WholeAsync(page, ct) : page;

    /// <summary>Writes the items of a page, and tells how many of them: fewer when they are very long.</summary>
    private async Task<(List<XElement> Written, int Used)> WriteAsync(IReadOnlyList<Item> page, OaiFormat format, CancellationToken ct)
    {
        var name = await identity.NamespaceAsync(ct);
        var live = page.Where(item => !item.Deleted).ToList();
        var stored = (await WithTextsAsync(format, await records.GetAsync([.. live.Select(item => item.RecordId)], ct), ct)).ToDictionary(record => record.Id);
        var origins = await items.OriginsAsync([.. live.Select(item => item.Key)], ct);
        var written = new List<XElement>(page.Count);
        var (used, characters) = (0, 0L);
        foreach (var item in page)
        {
            if (characters > CharactersInPage)
                break;
            used++;
            if (item.Deleted)
            {
                written.Add(new(Pmh + "record", Header(name, item)));
                continue;
            }

            // Deleted a moment ago: the follower will tell in the next second, under a later datestamp.
            var content = stored.TryGetValue(item.RecordId, out var record) ? format.Write(record.Record) : null;
            if (content is null)
                continue;
            characters += 500 + record!.Record.Title.Length + (record.Record.Abstract?.Length ?? 0) + record.Record.Claims.Sum(claim => claim.Text.Length);
            written.Add(new(Pmh + "record", Header(name, item), new XElement(Pmh + "metadata", content),
                origins.TryGetValue(item.Key, out var origin) ? new XElement(Pmh + "about", OaiProvenance.Write(origin)) : null,
                (record.Record.Source?.Licence ?? origins.GetValueOrDefault(item.Key)?.Licence) is { Length: > 0 } licence ? new XElement(Pmh + "about", OaiProvenance.WriteRights(licence)) : null));
        }

        return (written, used);
    }

    private static OaiError BadToken { get; } = new("badResumptionToken", "The resumption token was not made by this repository for this verb.");

    private static OaiError NoFormat(string prefix) => new("cannotDisseminateFormat", $"The record, or the repository, has no metadata in the format {(prefix.Length > 40 ? prefix[..40] : prefix)}.");

    private static OaiError NoSuch(string identifier) => new("idDoesNotExist", $"There is no record {(identifier.Length > 100 ? identifier[..100] : identifier)}.");
}
