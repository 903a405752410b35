using System.Globalization;
using System.Xml.Linq;

namespace Zhishu.Foundation;

/// <summary>An entry of a feed.</summary>
/// <param name="Id">Identity that never changes, such as <c>urn:uuid:…</c>.</param>
/// <param name="Title">Title.</param>
/// <param name="Updated">When it last changed.</param>
/// <param name="Url">Where it is, absolute.</param>
/// <param name="Summary">A line about it.</param>
public sealed record AtomEntry(string Id, string Title, DateTimeOffset Updated, string Url, string Summary);

/// <summary>Feeds after Atom (RFC 4287).</summary>
public static class AtomFeed
{
    /// <summary>Media type.</summary>
    public const string MediaType = "application/atom+xml";

    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    /// <summary>Writes a feed.</summary>
    /// <param name="id">Identity that never changes.</param>
    /// <param name="title">Title.</param>
    /// <param name="author">Who publishes it.</param>
    /// <param name="self">Address of the feed, absolute.</param>
    /// <param name="page">Address of the page that shows the same, absolute; null when there is none.</param>
    /// <param name="empty">When it last changed, for a feed without entries.</param>
    /// <param name="entries">Entries, the newest first.</param>
    public static string Write(string id, string title, string author, string self, string? page, DateTimeOffset empty, IReadOnlyList<AtomEntry> entries)
    {
        XElement Text(string name, string text) => new(Atom + name, text);
        XElement Link(string relation, string address) => new(Atom + "link", new XAttribute("rel", relation), new XAttribute("href", address));
        var feed = new XElement(Atom + "feed",
            Text("id", id),
            Text("title", title),
            Text("updated", Instant(entries.Count > 0 ? entries.Max(entry => entry.Updated) : empty)),
            Link("self", self),
            page is null ? null : Link("alternate", page),
            new XElement(Atom + "author", Text("name", author)),
            entries.Select(entry => new XElement(Atom + "entry", Text("id", entry.Id), Text("title", entry.Title), Text("updated", Instant(entry.Updated)),
                Link("alternate", entry.Url), Text("summary", entry.Summary))));
        return XmlAnswer.Text(feed);
    }

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
