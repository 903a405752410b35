using Zhishu.Bench;
using Zhishu.Records;
using Zhishu.Tests.Exchange;

namespace Zhishu.Tests.Pictures;

/// <summary>A hub with a few marks, for the browser.</summary>
public sealed class MarkHub : IAsyncDisposable
{
    private readonly LiveHub _hub;

    private MarkHub(LiveHub hub) => _hub = hub;

    public Uri Address => new(_hub.Address);

    /// <summary>The drawing of 北岸 as somebody else might use it.</summary>
    public static byte[] Mirrored => LookTests.Corpus.Changed(23, Change.Mirrored);

    public static async Task<MarkHub> StartAsync(TestHub server)
    {
        var hub = await LiveHub.StartAsync(server, "商标枢纽");
        IpRecord Mark(int number, string name, int drawing, string nice, string goods) => Some.Mark(number) with
        {
            Title = name,
            Type = "combined",
            Classifications = [new("nice", nice, true)],
            Abstract = $"核定使用商品（服务）：{goods}。",
            Media = [PictureHub.Picture(hub, drawing, "mark")],
        };
        await hub.ImportAsync(Mark(1, "未来山雀", 3, "30", "咖啡"), Mark(2, "末来山雀", 13, "30", "可可"), Mark(3, "北岸", 23, "43", "咖啡馆"), Mark(4, "清泉", 3, "9", "手机"));
        await hub.IndexAsync();
        return new(hub);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
