using Zhishu.Foundation;

namespace Zhishu.App.Portal;

/// <summary>A way into a service on the home page.</summary>
/// <param name="Url">Where it leads.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Promise">What one gets there.</param>
/// <param name="Sign">Lines of its sign, as the path of an SVG of 24 by 24.</param>
internal sealed record Door(string Url, Bilingual Label, Bilingual Promise, string Sign)
{
    /// <summary>How many are shown where nobody chose.</summary>
    private const int Plain = 8;

    public static IReadOnlyList<Door> All { get; } =
    [
        new("/enquiries", new("咨询"), new("提问、查进度，或打电话"), "M4 5h16v11H9l-5 4zM8 9h8M8 12h5"),
        new("/outlets", new("找服务机构"), new("离您近的节点和网点"), "M12 21s7-6.3 7-11a7 7 0 1 0-14 0c0 4.7 7 11 7 11zM14.5 10a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z"),
        new("/events", new("培训与活动"), new("报名、签到、证书"), "M4 7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 10h16M8 3v4M16 3v4"),
        new("/themes", new("专题"), new("按产业整理的专题数据库"), "M4 19V9M10 19V5M16 19v-7M21 19H3"),
        new("/requests", new("Services|专业服务"), new("检索、分析、导航，先报价后办理"), "M6 3h9l4 4v14H6zM9 12h7M9 16h5"),
        new("/resources", new("资源"), new("报告、工具、教材和实践"), "M4 6l8-3 8 3-8 3zM4 12l8 3 8-3M4 17l8 3 8-3"),
        new("/filings", new("网点备案"), new("申请、续期、变更、年报和公示"), "M4 20V8l8-5 8 5v12zM9 20v-6h6v6"),
        new("/resources/services", new("业务办理入口"), new("专利、商标等官方办理系统"), "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"),
        new("/knowledge", new("知识库"), new("常见问题的解答"), "M4 5h7v15H6a2 2 0 0 1-2-2zM20 5h-7v15h5a2 2 0 0 0 2-2zM7 9h1M16 9h1"),
        new("/board", new("供需对接"), new("发布技术需求和成果"), "M4 8h13l-3-3M20 16H7l3 3"),
        new("/marks/check", new("商标近似自查"), new("申请前先看有没有近似的"), "M17 11a6 6 0 1 1-12 0 6 6 0 0 1 12 0zM16 16l5 5M9 11h4"),
        new("/pictures", new("图形检索"), new("用图片找商标和外观设计"), "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h1"),
        new("/feedback", new("意见建议"), new("投诉、建议和求助"), "M12 3l8 4v5c0 5-3.5 8-8 9-4.5-1-8-4-8-9V7zM9 12l2 2 4-4"),
        new("/open-data", new("开放数据"), new("下载数据，接入接口"), "M20 6c0 1.7-3.6 3-8 3S4 7.7 4 6s3.6-3 8-3 8 1.3 8 3zM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3"),
    ];

    /// <summary>The doors as the operator arranged them.</summary>
    public static IEnumerable<Door> Of(SiteSettings settings) => settings.Doors.Count == 0
        ? All.Take(Plain)
        : settings.Doors.Select(url => All.FirstOrDefault(door => door.Url == url)).OfType<Door>();
}
