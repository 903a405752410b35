using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Watch.My;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.Alerts;

/// <summary>The Atom feed (RFC 4287) of an alert, confirmation of an address, and the link that stops mails.</summary>
internal static class FeedRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/feeds/{key}.atom", FeedAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/my/confirm/{code}", async (string code, MyStore my, CancellationToken ct) =>
            Results.Text(await my.ConfirmMailAsync(code, ct) ? Lang.T("邮箱已确认，可以关闭本页。")
            : Lang.T("确认地址无效或已用过。"), "text/plain", Encoding.UTF8)).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> FeedAsync(string key, AlertStore alerts, SpaceKeeper spaces, IOptions<HubOptions> options, CancellationToken ct)
    {
        if (await alerts.ByFeedKeyAsync(key, ct) is not { } alert)
            return Results.NotFound();
        await spaces.SeeAsync(alert.SpaceId, ct);
        var notices = await alerts.NoticesOfAsync(alert.Id, ct);
        var entries = notices.SelectMany(notice => AlertStore.ItemsOf(notice).Select((item, number) => new AtomEntry(
            $"urn:uuid:{notice.Id}#{number}", item.Title, Utc(notice.WrittenAt), options.Value.Absolute(item.Url), $"{item.Number} {item.What}"))).ToList();
        return Results.Text(AtomFeed.Write($"urn:uuid:{alert.Id}", $"{alert.Name} · {options.Value.HubName}", options.Value.HubName,
            options.Value.Absolute($"/feeds/{key}.atom"), null, Utc(alert.CreatedAt), entries), AtomFeed.MediaType, Encoding.UTF8);
    }

    private static DateTimeOffset Utc(DateTime utc) => new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));
}
