using Microsoft.Extensions.Hosting;
using Zhishu.Foundation;

namespace Zhishu.Records;

/// <summary>Brings pictures that the archive has not (kept before there was one, or while it could not be written) there once a day.</summary>
internal sealed class MediaArchiver(HubDatabase database, MediaStore media, Loops loops) : BackgroundService
{
    private static readonly LoopKind Kind = new("media-archive", new("图片归档"), TimeSpan.FromDays(1)) { Longest = TimeSpan.FromHours(12) };

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => database.ArchiveFolder is null
        ? Task.CompletedTask
        : loops.RunAsync(Kind, ct => Task.Run(() => media.Archive(ct), ct), stoppingToken);
}
