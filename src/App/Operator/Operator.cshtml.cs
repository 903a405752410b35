using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.App.Portal;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.App.Operator;

/// <summary>A line of the notices as it was typed.</summary>
internal sealed class NoticeLine
{
    /// <summary>公告、政策…</summary>
    public string? Kind { get; set; }

    /// <summary>Words.</summary>
    public string? Title { get; set; }

    /// <summary>Address.</summary>
    public string? Url { get; set; }

    /// <summary>Day.</summary>
    public DateOnly? Date { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly? Until { get; set; }
}

/// <summary>
/// Where administrators say whose site it is and arrange the home page. A state is looked at first and then shown to everybody; every published state is kept and can be brought back.
/// Who publishes over a state that somebody else published meanwhile is told, and keeps what was typed.
/// </summary>
[Authorize(Policy = Duties.Administrator)]
[RequestSizeLimit(1 << 20)]
internal sealed partial class OperatorModel(Site site, Regions regions, Visitors visitors, ProcessLog log, TimeProvider clock) : PageModel
{
    private const int Listed = 20;
    private const int LongestStatement = 20_000;
    private const double LeastContrast = 4.5;

    public SiteSettings It { get; private set; } = new();

    /// <summary>Revision that the form stands on.</summary>
    public int Seen { get; private set; }

    public int Shown { get; private set; }

    public Dictionary<string, Bilingual> Faults { get; } = [];

    public Bilingual? Message { get; private set; }

    public int? Draft { get; private set; }

    public IReadOnlyList<SiteRevision> Revisions { get; private set; } = [];

    public IReadOnlyList<NoticeLine> Lines { get; private set; } = [];

    public string RegionText { get; private set; } = "";

    public IReadOnlyDictionary<string, int> Places { get; private set; } = new Dictionary<string, int>();

    public string? FaultOf(string field) => Faults.TryGetValue(field, out var fault) ? fault.ToString() : null;

    public async Task<IActionResult> OnGetAsync(int? revision, CancellationToken ct)
    {
        var shown = await site.ReadAsync(ct);
        var start = revision is { } wanted ? await site.FindAsync(wanted, ct) : shown;
        if (start is null)
            return NotFound();
        (Seen, Draft) = (shown.Revision, start.PublishedAt is null && start.Revision > 0 ? start.Revision : null);
        Take(start.Settings);
        return await ShowAsync(ct);
    }

    /// <summary>Keeps what was typed as a draft, to be looked at.</summary>
    public Task<IActionResult> OnPostPreviewAsync(CancellationToken ct) => SaveAsync(publish: false, ct);

    /// <summary>Shows it to everybody.</summary>
    public Task<IActionResult> OnPostPublishAsync(CancellationToken ct) => SaveAsync(publish: true, ct);

    /// <summary>Brings a published state back, as a new one.</summary>
    public async Task<IActionResult> OnPostRestoreAsync(int revision, int seen, CancellationToken ct)
    {
        if (await site.FindAsync(revision, ct) is not { } old)
            return NotFound();
        Seen = seen;
        Take(old.Settings);
        return await PublishAsync(old.Settings, new($"恢复到第 {revision} 版"), ct);
    }

    private async Task<IActionResult> SaveAsync(bool publish, CancellationToken ct)
    {
        var form = await Request.ReadFormAsync(ct);
        Seen = int.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : 0;
        var settings = await ReadAsync(form, ct);
        It = settings;
        if (Faults.Count > 0)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return await ShowAsync(ct);
        }

        if (publish)
            return await PublishAsync(settings, new("修改站点设置"), ct);
        var revision = await site.SaveAsync(settings, Seen, publish: false, visitors.Signed.Name, ct);
        return Redirect($"/?preview={revision}");
    }

    private async Task<IActionResult> PublishAsync(SiteSettings settings, Bilingual what, CancellationToken ct)
    {
        if (await site.SaveAsync(settings, Seen, publish: true, visitors.Signed.Name, ct) is not { } revision)
        {
            Message = new("刚才有人发布了另一版设置。下面仍是您填写的内容：请核对后再发布，那一版会留在下面的历史里。");
            Seen = (await site.ReadAsync(ct)).Revision;
            Response.StatusCode = StatusCodes.Status409Conflict;
            return await ShowAsync(ct);
        }

        await log.WriteAsync("site.publish", visitors.Actor, new Subject("site", revision.ToString(CultureInfo.InvariantCulture), settings.Name), what.Zh, ct);
        return Redirect("/operator");
    }

    private async Task<IActionResult> ShowAsync(CancellationToken ct)
    {
        Shown = (await site.ReadAsync(ct)).Revision;
        Revisions = await site.ListAsync(Listed, ct);
        return Page();
    }

    private void Take(SiteSettings settings)
    {
        It = settings;
        RegionText = settings.RegionName?.ToString() ?? "";
        Lines = [.. settings.Notices.Select(notice => new NoticeLine { Kind = notice.Kind, Title = notice.Title, Url = notice.Url, Date = notice.Date, Until = notice.Until }), new(), new()];
        Places = Door.Of(settings).Index().ToDictionary(pair => pair.Item.Url, pair => pair.Index + 1);
    }

    private async Task<SiteSettings> ReadAsync(IFormCollection form, CancellationToken ct)
    {
        string Text(string field, int most)
        {
            var text = SafeText.Clean(form[field].ToString()).Trim();
            if (text.Length > most)
                Faults[field] = new($"不超过 {most} 字");
            return text;
        }

        var settings = new SiteSettings
        {
            Name = Text("name", 40),
            NameEn = Text("nameEn", 80),
            Operator = Text("operator", 60),
            Undertaker = Text("undertaker", 60),
            Hotline = Text("hotline", 30),
            Complaints = Text("complaints", 30),
            Icp = Text("icp", 40),
            Police = Text("police", 40),
            SiteCode = Text("siteCode", 10),
            Accent = Text("accent", 7).ToLowerInvariant() is { Length: > 0 } colour ? colour : SiteSettings.PlainAccent,
            Headline = Text("headline", 40),
            HeadlineEn = Text("headlineEn", 90),
            Privacy = Text("privacy", LongestStatement),
            Accessibility = Text("accessibility", LongestStatement),
            Notices = Notices(form),
            Doors = Doors(form),
        };
        if (settings.Name.Length == 0)
            Faults["name"] = new("请填写站点名称");
        foreach (var (field, value) in new[] { ("hotline", settings.Hotline), ("complaints", settings.Complaints) })
        {
            if (value.Length > 0 && !Telephone().IsMatch(value))
                Faults[field] = new("电话由数字、空格、连字符组成，例如 025-83236000");
        }

        if (settings.SiteCode.Length > 0 && !SiteCode().IsMatch(settings.SiteCode))
            Faults["siteCode"] = new("网站标识码是 10 位数字");
        if (SiteSettings.ContrastToWhite(settings.Accent) is not { } contrast)
            Faults["accent"] = new("颜色写成 #123f77 的样子");
        else if (contrast < LeastContrast)
            Faults["accent"] = new($"白字在这个颜色上看不清（对比度 {contrast:0.0}，至少 {LeastContrast:0.0}）：请选深一些的颜色");
        RegionText = Text("region", 60);
        if (RegionText.Length > 0)
        {
            var found = regions.Find(RegionText) is { } known ? [known] : regions.Match(RegionText);
            var called = found.Where(one => one.Name.Zh == RegionText || one.Name.En == RegionText).ToList();
            if ((called.Count == 1 ? called : found) is [var region])
                settings = settings with { Region = region.Code, RegionName = region.Name };
            else
                Faults["region"] = found.Count == 0 ? new("没有这个地区，请写省、市或县的名称，例如 江苏省") : new("有几个同名的地区，请写地区代码，例如 3205");
        }

        return settings with { Logo = await LogoAsync(form, ct) };
    }

    private async Task<string> LogoAsync(IFormCollection form, CancellationToken ct)
    {
        var kept = form["logo"].ToString();
        if (form["noLogo"].Count > 0)
            return "";
        if (form.Files.GetFile("logoFile") is not { Length: > 0 } file)
            return kept.Length == 0 || await site.LogoAsync(kept, ct) is not null ? kept : "";
        if (file.Length <= Site.MostLogo)
        {
            using var content = new MemoryStream();
            await file.CopyToAsync(content, ct);
            if (await site.KeepLogoAsync(content.ToArray(), file.FileName, ct) is { } digest)
                return digest;
        }

        Faults["logoFile"] = new($"标志须是 PNG 或 JPEG 图片，不超过 {Site.MostLogo >> 10} KB");
        return kept;
    }

    private List<SiteNotice> Notices(IFormCollection form)
    {
        var lines = new List<NoticeLine>();
        var notices = new List<SiteNotice>();
        for (var i = 0; i < SiteSettings.MostNotices + 2 && form.ContainsKey($"notice{i}.title"); i++)
        {
            string Cell(string name) => SafeText.Clean(form[$"notice{i}.{name}"].ToString()).Trim();
            DateOnly? Day(string name) => DateOnly.TryParseExact(Cell(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
            var line = new NoticeLine { Kind = Cell("kind"), Title = Cell("title"), Url = Cell("url"), Date = Day("date"), Until = Day("until") };
            lines.Add(line);
            if (line.Title!.Length == 0 && line.Url!.Length == 0)
                continue;
            var fault = line switch
            {
                { Title: { Length: 0 or > 80 } } => new Bilingual("请填写标题（不超过 80 字）"),
                { Kind: { Length: 0 or > 4 } } => new("请填写类别（2 至 4 字，例如 公告）"),
                _ when !IsAddress(line.Url!) => new("链接以 / 或 https:// 开头"),
                { Date: null } when Cell("date").Length > 0 => new("日期写成 2026-01-31 的样子"),
                { Until: null } when Cell("until").Length > 0 => new("截止日期写成 2026-01-31 的样子"),
                _ when line.Until < (line.Date ?? clock.Today()) => new("截止日期早于发布日期"),
                _ => (Bilingual?)null,
            };
            if (fault is { } wrong)
                Faults[$"notice{i}.title"] = wrong;
            notices.Add(new(line.Kind!, line.Title, line.Url!, line.Date ?? clock.Today(), line.Until));
        }

        if (notices.Count > SiteSettings.MostNotices)
            Faults["notice0.title"] = new($"通知不超过 {SiteSettings.MostNotices} 条：请删去旧的");
        while (lines.Count < 2 || !string.IsNullOrEmpty(lines[^1].Title))
            lines.Add(new());
        Lines = lines;
        return [.. notices.OrderByDescending(notice => notice.Date)];
    }

    private List<string> Doors(IFormCollection form)
    {
        var places = new Dictionary<string, int>();
        foreach (var door in Door.All)
        {
            var text = form["door" + door.Url].ToString().Trim();
            if (text.Length == 0)
                continue;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place is >= 1 and <= 99)
                places[door.Url] = place;
            else
                Faults["doors"] = new($"“{door.Label}”的次序应是 1 至 99 的整数，留空则不显示");
        }

        Places = places;
        if (places.Count == 0 && !Faults.ContainsKey("doors"))
            Faults["doors"] = new("首页至少要有一个服务入口");
        return [.. Door.All.Where(door => places.ContainsKey(door.Url)).OrderBy(door => places[door.Url]).Select(door => door.Url)];
    }

    private static bool IsAddress(string text) => text.Length is 0
        || (text.Length <= 300 && ((text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal))
            || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http")));

    [GeneratedRegex(@"^\+?[0-9][0-9 \-—（）()、,]{2,29}$", RegexOptions.CultureInvariant)]
    private static partial Regex Telephone();

    [GeneratedRegex("^[0-9a-zA-Z]{10}$", RegexOptions.CultureInvariant)]
    private static partial Regex SiteCode();
}
