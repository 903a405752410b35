using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Zhishu.Tests.Identity;

/// <summary>Somebody who takes the heads of a trail, on a free port.</summary>
internal sealed class AnchorReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _taken = new();
    private readonly WebApplication _app;

    private AnchorReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First() + "/anchors";

    public bool Refuses { get; set; }

    public IReadOnlyList<string> Taken => [.. _taken];

    public static async Task<AnchorReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var receiver = new AnchorReceiver(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (!Refuses)
            _taken.Enqueue(body);
        context.Response.StatusCode = Refuses ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
    }
}
