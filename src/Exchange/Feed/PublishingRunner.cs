using Microsoft.Extensions.Hosting;
using Zhishu.Exchange.OpenData;
using Zhishu.Foundation;

namespace Zhishu.Exchange.Feed;

/// <summary>
/// Every minute: sets of thematic databases, files of open data. Beside the clockworks, since a file of a million records takes minutes and deadlines do not wait.
/// </summary>
internal sealed class PublishingRunner(ThemeSets themes, DumpBuilder dumps, Loops loops) : BackgroundService
{
    private static readonly LoopKind Themes = new("theme-sets", new("专题数据库的发布"), TimeSpan.FromMinutes(1));
    private static readonly LoopKind Dumps = new("open-data", new("开放数据文件"), TimeSpan.FromMinutes(1)) { Longest = TimeSpan.FromHours(6) };

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(loops.RunAsync(Themes, themes.RunAsync, stoppingToken), loops.RunAsync(Dumps, dumps.RunAsync, stoppingToken));
}
