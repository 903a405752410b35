using System.Globalization;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Watch.My;

namespace Zhishu.Watch.Alerts;

/// <summary>The Atom feed (RFC 4287) of an alert, confirmation of an address, and the link that stops mails.</summary>
internal static class FeedRoutes
{
    private const string Atom = "http://www.w3.org/2005/Atom";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/feeds/{key}.atom", FeedAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/my/confirm/{code}", async (string code, MyStore my, CancellationToken ct) =>
            Results.Text(await my.ConfirmMailAsync(code, ct) ? Lang.T("邮箱已确认，可以关闭本页。", "Your address is confirmed; you can close this page.") : Lang.T("确认地址无效或已用过。", "This address is wrong or was used already."), "text/plain", Encoding.UTF8)).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> FeedAsync(string key, AlertStore alerts, IOptions<HubOptions> options, CancellationToken ct)
    {
        if (await alerts.ByFeedKeyAsync(key, ct) is not { } alert)
            return Results.NotFound();
        var notices = await alerts.NoticesOfAsync(alert.Id, ct);
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(new StringWriter(text, CultureInfo.InvariantCulture), new() { OmitXmlDeclaration = true, CheckCharacters = false }))
        {
            xml.WriteStartElement("feed", Atom);
            xml.WriteElementString("id", Atom, $"urn:uuid:{alert.Id}");
            xml.WriteElementString("title", Atom, St96Xml.Clean($"{alert.Name} · {options.Value.HubName}"));
            xml.WriteElementString("updated", Atom, Instant(notices.Count > 0 ? notices[0].WrittenAt : alert.CreatedAt));
            Link(xml, "self", options.Value.Absolute($"/feeds/{key}.atom"));
            xml.WriteStartElement("author", Atom);
            xml.WriteElementString("name", Atom, options.Value.HubName);
            xml.WriteEndElement();
            foreach (var notice in notices)
            {
                var number = 0;
                foreach (var item in AlertStore.ItemsOf(notice))
                {
                    xml.WriteStartElement("entry", Atom);
                    xml.WriteElementString("id", Atom, $"urn:uuid:{notice.Id}#{number++}");
                    xml.WriteElementString("title", Atom, St96Xml.Clean(item.Title));
                    xml.WriteElementString("updated", Atom, Instant(notice.WrittenAt));
                    Link(xml, "alternate", options.Value.Absolute(item.Url));
                    xml.WriteElementString("summary", Atom, St96Xml.Clean($"{item.Number} {item.What}"));
                    xml.WriteEndElement();
                }
            }

            xml.WriteEndElement();
        }

        return Results.Text("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text, "application/atom+xml", Encoding.UTF8);
    }

    private static void Link(XmlWriter xml, string relation, string address)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("href", address);
        xml.WriteEndElement();
    }

    private static string Instant(DateTime utc) => DateTime.SpecifyKind(utc, DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
