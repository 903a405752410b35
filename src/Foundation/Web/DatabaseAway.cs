using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Zhishu.Foundation.Web;

/// <summary>Tells in the log that the database is away: the first request whole, then one line a minute with how many were turned away.</summary>
internal sealed class DatabaseAway(TimeProvider clock, ILogger<DatabaseAway> log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private DateTimeOffset _told;
    private int _turnedAway;

    public void Note(HttpContext context, Exception e)
    {
        int turnedAway;
        lock (_gate)
        {
            _turnedAway++;
            if (clock.GetUtcNow() - _told < Quiet)
                return;
            (turnedAway, _turnedAway, _told) = (_turnedAway, 0, clock.GetUtcNow());
        }

        log.LogError("The database is away; {Count} requests since were told to come back, {Method} {Path} last: {Reason}", turnedAway,
            context.Request.Method, context.Request.Path, e.GetBaseException().Message);
    }
}
