using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;

namespace Zhishu.Training.Events;

/// <summary>The events that begin next, for the home page.</summary>
internal sealed class HomeEvents(AppDb db, TimeProvider clock) : IHomeItems
{
    public async Task<IReadOnlyList<HomeItem>> ReadAsync(int most, CancellationToken ct)
    {
        var events = db.Events;
        var rows = await new EventQuestion().Apply(events.AsNoTracking(), clock.GetUtcNow()).Where(row => row.Form != EventForm.Publication && row.StartsAt > clock.GetUtcNow())
            .OrderBy(row => row.StartsAt).ThenBy(row => row.Id).Take(most).ToListAsync(ct);
        return [.. rows.Select(row => new HomeItem(HomePart.Event, EventWords.Label(row.Form), Bilingual.Of(row.Title, ""), $"/events/{row.Id}", ChinaTime.DayOf(row.StartsAt),
            row.Place.Length > 0 ? Bilingual.Of(row.Place, "") : EventWords.Label(row.Mode)))];
    }
}
