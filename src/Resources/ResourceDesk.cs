using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Resources;

/// <summary>A resource as somebody writes it.</summary>
internal sealed class ResourceInput
{
    public string? Title { get; set; }

    public string? Summary { get; set; }

    public string? Body { get; set; }

    public string? Subject { get; set; }

    public string? Region { get; set; }

    public string? Url { get; set; }

    public DateOnly? ValidFrom { get; set; }

    public DateOnly? ValidUntil { get; set; }

    public Dictionary<string, string?> Fields { get; set; } = [];

    /// <summary>Mark of what the form showed when it was opened.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Seen { get; set; }

    public static IReadOnlyDictionary<string, Bilingual> Labels { get; } = new Dictionary<string, Bilingual>
    {
        [nameof(Title)] = new("标题", "Title"),
        [nameof(Summary)] = new("摘要", "Summary"),
        [nameof(Body)] = new("正文", "Text"),
        [nameof(Url)] = new("网址", "Address"),
    };

    public static ResourceInput Of(ResourceText text) => new()
    {
        Title = text.Title,
        Summary = text.Summary,
        Body = text.Body,
        Subject = text.Subject,
        Region = text.Region,
        Url = text.Url,
        ValidFrom = text.ValidFrom,
        ValidUntil = text.ValidUntil,
        Fields = text.Fields.ToDictionary(pair => pair.Key, pair => (string?)pair.Value),
    };
}

/// <summary>What goes with an act.</summary>
/// <param name="Opinion">Words of the reviewer; needed to return and to withdraw.</param>
/// <param name="Ticked">Lines of the checklist confirmed.</param>
/// <param name="Tested">What was tested where, how and with what outcome; needed of kinds with a checklist.</param>
internal sealed record Decision(string? Opinion, string[] Ticked, string? Tested)
{
    public const int LongestOpinion = 500;
    public const int ShortestTest = 10;
    public const int LongestTest = 2000;

    /// <summary>An act without words.</summary>
    public static Decision None { get; } = new(null, [], null);
}

/// <summary>Writes, reviews, publishes and withdraws resources.</summary>
internal sealed class ResourceDesk(
    AppDb db, ResourceKinds kinds, SimilarPlans similar, SiteText texts, FileStore files, SecretLinks links, Regions regions, ProcessLog log, TimeProvider clock)
{
    public const int MostFiles = 20;
    private const int LongestBody = 50_000;

    public static IEnumerable<(string Code, string Label)> Subjects => Kinds.Categories.Select(pair => (pair.Key, pair.Value.ToString())).Append(("other", Lang.T("综合", "General")));

    public Dictionary<string, Bilingual> Check(ResourceKind kind, ResourceInput it)
    {
        (it.Title, it.Summary, it.Url) = (SafeText.Line(it.Title), SafeText.Line(it.Summary), (it.Url ?? "").Trim());
        it.Body = SafeText.Lines(it.Body);
        var faults = new Dictionary<string, Bilingual>();
        if (it.Title.Length is < 2 or > 100)
            faults["Title"] = new("标题 2 到 100 字", "A title has 2 to 100 characters");
        if (it.Summary.Length > 300)
            faults["Summary"] = new("摘要不超过 300 字", "A summary has at most 300 characters");
        if (it.Body.Length > LongestBody)
            faults["Body"] = new($"正文不超过 {LongestBody} 字", $"The text has at most {LongestBody} characters");
        if (Subjects.All(subject => subject.Code != it.Subject))
            faults["Subject"] = new("请选择类别", "Choose the subject");
        if (it.Region is { Length: > 0 } region && regions.Find(region) is null)
            faults["Region"] = new("没有这个地区", "There is no such region");
        if ((kind.NeedsUrl && it.Url.Length == 0) || (it.Url.Length > 0 && (it.Url.Length > 500 || !Uri.TryCreate(it.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))))
            faults["Url"] = new("请输入 http 或 https 网址", "Give an http or https address");
        if (it.ValidUntil < it.ValidFrom)
            faults["ValidUntil"] = new("失效日不应早于生效日", "It ends after it begins");
        var answers = kind.Fields.ToDictionary(field => field.Name, field => SafeText.Lines(it.Fields.GetValueOrDefault(field.Name)));
        it.Fields = answers.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        foreach (var (name, fault) in kind.FaultsOf(answers))
            faults[name] = fault;
        return faults;
    }

    /// <summary>Keeps what is being written; a published one begins a new draft and stays to be seen.</summary>
    public Task<Refusal?> WriteAsync(Guid id, ResourceKind kind, Organisation? member, string region, ResourceInput input, Person person, Actor actor,
        CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var resources = db.SharedResources;
        var it = await resources.FirstOrDefaultAsync(row => row.Id == id, ct);
        if (it is null)
            resources.Add(it = new() { Id = id, Kind = kind.Code, OrganisationId = member?.Id, Region = region, State = ResourceState.Draft });
        var party = it.PartyOf(person, kind);
        if ((party & (ResourceParty.Author | ResourceParty.Editor)) == 0)
            return Gone;
        if (it.IsFrozen)
            return new("resource.review", new("正在审核或征求意见，结束后才能修改", "It is under review or in consultation: change it afterwards"));
        if (SeenForm.IsStale(input.Seen, ResourceInput.Of(it.Draft ?? it.Content ?? new())))
            return SeenForm.Changed;
        var before = it.State;
        it.State = before == ResourceState.Returned ? ResourceState.Returned : ResourceState.Draft;
        it.Draft = new()
        {
            Title = input.Title!,
            Summary = input.Summary!,
            Body = input.Body!,
            Subject = input.Subject!,
            Region = input.Region ?? "",
            Url = input.Url!,
            ValidFrom = input.ValidFrom,
            ValidUntil = input.ValidUntil,
            Fields = kind.Fields.ToDictionary(field => field.Name, field => input.Fields[field.Name] ?? ""),
            Files = it.Draft?.Files ?? it.Content?.Files ?? [],
        };
        (it.AuthorId, it.Author, it.Revision) = (person.Id, person.Name, it.Revision + 1);
        log.Record("resource.write", actor, it.AsSubject(), before: new { state = before });
        return null;
    }, ct);

    /// <summary>Adds a file to what is being written.</summary>
    public async Task<Refusal?> AddFileAsync(Resource known, ResourceKind kind, IFormFile upload, Person person, Actor actor, CancellationToken ct)
    {
        var (stored, fault) = await files.AddAsync(upload, Resource.FileKind, known.Id, actor, MostFiles * 5, ct, kind.Archives);
        if (fault is { } wrong)
            return new("resource.file", wrong);
        var refusal = await DraftAsync(known.Id, kind, person, draft => draft.Files.Length >= MostFiles
            ? null : draft with { Files = [.. draft.Files, stored!.Id] }, new("resource.files", new($"最多 {MostFiles} 个文件", $"At most {MostFiles} files")), ct);
        if (refusal is not null)
            await files.RemoveAsync(stored!.Id, Resource.FileKind, known.Id, ct);
        return refusal;
    }

    /// <summary>Takes a file out of what is being written; published wordings keep theirs.</summary>
    public Task<Refusal?> RemoveFileAsync(Guid id, ResourceKind kind, Guid file, Person person, CancellationToken ct) =>
        DraftAsync(id, kind, person, draft => draft with { Files = [.. draft.Files.Where(known => known != file)] }, Gone, ct);

    /// <summary>Does one act of the table.</summary>
    public Task<Refusal?> DoAsync(Guid id, ResourceAct act, Person person, Decision decision, Actor actor, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var resources = db.SharedResources;
        if (await resources.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
            return Gone;
        var (kind, now, words, tested) = (kinds.Find(it.Kind)!, clock.GetUtcNow(), SafeText.OrNull(decision.Opinion), SafeText.OrNull(decision.Tested));
        var party = it.PartyOf(person, kind);
        if (ResourceLifecycle.Table.Find(it.State, act, party) is not { } row || !Allowed(it, act, kind))
            return party == ResourceParty.None ? Gone : ResourceLifecycle.Table.NotAllowed(it.State, act);
        if (act is ResourceAct.Return or ResourceAct.Withdraw && words is null)
            return new("resource.opinion", new("请写明理由", "Say why"));
        if (words?.Length > Decision.LongestOpinion || tested?.Length > Decision.LongestTest)
            return new("resource.long", new($"意见不超过 {Decision.LongestOpinion} 字，检测记录不超过 {Decision.LongestTest} 字",
                $"An opinion has at most {Decision.LongestOpinion} characters, a test record {Decision.LongestTest}"));
        var reviewing = it.IsFrozen;
        var tick = kind.Checklist.Select(item => item.Code).Intersect(decision.Ticked).ToArray();
        if (reviewing && act is ResourceAct.Publish or ResourceAct.Forward && tick.Length < kind.Checklist.Count)
            return new("resource.checklist", new("安全检查清单须逐项确认后才能通过", "Every line of the security checklist must be confirmed"));
        if (reviewing && act is ResourceAct.Publish or ResourceAct.Forward && kind.Checklist.Count > 0 && (tested?.Length ?? 0) < Decision.ShortestTest)
        {
            return new("resource.tested", new($"请写检测记录：在什么环境、怎样检测、结果如何，至少 {Decision.ShortestTest} 字",
                $"Write what was tested: where, how and with what outcome, at least {Decision.ShortestTest} characters"));
        }

        if (kind.Archives && act == ResourceAct.Submit && it.Draft!.Files.Length == 0)
            return new("resource.nofile", new("请先上传工具文件", "Upload the tool first"));
        if (kind.Archives && act is ResourceAct.Publish or ResourceAct.Forward && words is null
            && (await files.ListAsync(Resource.FileKind, id, ct)).Any(file => it.Draft!.Files.Contains(file.Id) && !file.Scanned))
        {
            return new("resource.unscanned",
                new("工具文件未经病毒扫描，发布前须写明理由（例如已在何处、用何种软件检查）", "No scanner has looked at the tool: say why it may be published all the same, such as where and with what it was checked"));
        }

        if (reviewing)
            db.Reviews.Add(new() { Id = Guid.CreateVersion7(now), ResourceId = id, At = now, Officer = person.Name, Act = act, Opinion = words, Checked = tick, Tested = tested });
        if (act is ResourceAct.Submit or ResourceAct.Consult && !reviewing && await LacksDifferenceAsync(it, kind, ct) is { } alike)
            return alike;
        var notices = new List<ProcessNotice>();
        switch (act)
        {
            case ResourceAct.Submit:
                it.SubmittedAt = now;
                notices.Add(new($"recommender:region:{it.Region[..2]}", $"{kind.Zh}待审核：{it.Title}", $"To review: {it.Title}", $"/resources/edit/{id}"));
                break;
            case ResourceAct.Forward:
                notices.Add(new("national", $"{kind.Zh}待审核：{it.Title}", $"To review: {it.Title}", $"/resources/edit/{id}"));
                break;
            case ResourceAct.Publish:
                await PublishAsync(it, person, ct);
                break;
            case ResourceAct.Consult:
                if (await ConsultAsync(it, kind, notices, ct) is { } period)
                    return period;
                break;
            case ResourceAct.Withdraw:
                (it.Draft, it.Content) = (it.Draft ?? it.Content, null);
                await texts.RemoveAsync(db.Database.CurrentTransaction!.GetDbTransaction(), Resource.SiteKind, id, ct);
                break;
            default:
                break;
        }

        if (reviewing && it.AuthorId is { } author)
            notices.Add(new($"account:{author}", $"{it.Title}：{ResourceLifecycle.Table.Label(row.To).Zh}", $"{it.Title}: {ResourceLifecycle.Table.Label(row.To).En}", $"/resources/edit/{id}"));
        var before = it.State;
        (it.State, it.Revision) = (row.To, it.Revision + 1);
        log.Record($"resource.{act.ToString().ToLowerInvariant()}", actor, it.AsSubject(), words, new { state = before },
            new { state = row.To, it.Version, ticked = tick, tested, it.ConsultFrom, it.ConsultUntil }, notices);
        return null;
    }, ct);

    /// <summary>Ends the period of a plan that is asked about when its last day is over; tells those who decide.</summary>
    public async Task<bool> CloseAsync(Guid id, CancellationToken ct)
    {
        var closed = false;
        await db.ActAsync(id, async () =>
        {
            var resources = db.SharedResources;
            if (await resources.FirstOrDefaultAsync(row => row.Id == id, ct) is not { ConsultUntil: { } until } it || until >= clock.Today()
                || ResourceLifecycle.Table.Find(it.State, ResourceAct.Close, ResourceParty.Clock) is not { } row)
                return null;
            (it.State, it.ConsultedAt, it.Revision, closed) = (row.To, clock.GetUtcNow(), it.Revision + 1, true);
            var (zh, en) = ($"征求意见期满，待审核：{it.Title}", $"The consultation is over, to be decided: {it.Title}");
            log.Record("resource.close", Actor.Clock, it.AsSubject(), after: new { state = row.To }, notices:
            [
                new(it.Region == ResourceKinds.Nation ? "national" : $"recommender:region:{it.Region[..2]}", zh, en, $"/resources/edit/{id}"),
                .. it.AuthorId is { } author ? new[] { new ProcessNotice($"account:{author}", zh, en, $"/resources/edit/{id}") } : [],
            ]);
            return null;
        }, ct);
        return closed;
    }

    /// <summary>What can be done by a person now.</summary>
    public static IEnumerable<ResourceAct> Acts(Resource it, ResourceKind kind, Person person) =>
        ResourceLifecycle.Table.ActsFrom(it.State, it.PartyOf(person, kind)).Where(act => Allowed(it, act, kind));

    /// <summary>Notes stars; each visitor once, and may think otherwise later.</summary>
    public async Task<Refusal?> RateAsync(Guid id, int? stars, Actor actor, CancellationToken ct)
    {
        if (stars is not (>= 1 and <= 5))
            return new("resource.stars", new("请选择 1 到 5 星", "Choose 1 to 5 stars"));
        var voter = await links.KeyAsync($"voter:{actor.Account?.ToString() ?? actor.Address}", id, ct);
        return await db.ActAsync(id, async () =>
        {
            var (resources, ratings) = (db.SharedResources, db.Ratings);
            if (await resources.FirstOrDefaultAsync(row => row.Id == id, ct) is not { IsPublic: true } it)
                return Gone;
            var known = await ratings.FirstOrDefaultAsync(row => row.ResourceId == id && row.Voter == voter, ct);
            (it.Stars, it.Raters, it.Revision) = (it.Stars + stars.Value - (known?.Stars ?? 0), it.Raters + (known is null ? 1 : 0), it.Revision + 1);
            if (known is null)
                ratings.Add(new() { ResourceId = id, Voter = voter, Stars = stars.Value });
            else
                known.Stars = stars.Value;
            return null;
        }, ct);
    }

    /// <summary>Counts a download.</summary>
    public async Task CountAsync(HubDatabase database, Guid id, Guid file, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(
            new CommandDefinition("insert into resources.download as d (resource_id, file_id, count) values (@id, @file, 1) on conflict (resource_id, "
            + "file_id) do update set count = d.count + 1", new { id, file }, cancellationToken: ct));
    }

    /// <summary>How often the files of a resource were fetched.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> DownloadsAsync(HubDatabase database, Guid id, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<(Guid File, long Count)>(
            new CommandDefinition("select file_id, count from resources.download where resource_id = @id", new { id }, cancellationToken: ct))).ToDictionary(row => row.File, row => row.Count);
    }

    private static Refusal Gone { get; } = new("resource.gone", new("没有这项资源", "There is no such resource"));

    /// <summary>Which way a review goes is told by the steps of the kind; a plan is published only when the network was asked about it.</summary>
    private static bool Allowed(Resource it, ResourceAct act, ResourceKind kind)
    {
        var plan = it.Draft is { } draft && kind.IsPlan(draft.Fields);
        return act switch
        {
            ResourceAct.Consult => plan,
            ResourceAct.Publish when plan && it.ConsultedAt is null => false,
            ResourceAct.Forward => it.State != ResourceState.Submitted || kind.Steps.Contains("nation"),
            ResourceAct.Publish => it.State != ResourceState.Submitted || !kind.Steps.Contains("nation"),
            _ => true,
        };
    }

    /// <summary>What resembles others and does not say how it differs is not sent (000·8: 差异化、特色化).</summary>
    private async Task<Refusal?> LacksDifferenceAsync(Resource it, ResourceKind kind, CancellationToken ct)
    {
        if (it.Draft is not { } draft || !kind.IsPlan(draft.Fields) || draft.Fields.GetValueOrDefault(kind.Plan!.Difference) is { Length: > 0 })
            return null;
        var alike = await similar.FindAsync(kind, it.Id, draft.Title, draft.Summary, draft.Fields, ct);
        if (alike.Count == 0)
            return null;
        var names = string.Join('、', alike.Take(5).Select(one => $"“{one.Title}”"));
        return new("resource.alike", new($"与{names}相近，请在“与已有平台的区别”中说明区别、为何不能共享", $"It resembles {names}: say how it differs and why sharing will not do"));
    }

    /// <summary>Opens the period in which the network is asked, and tells those concerned: CNIPA and its nodes, the offices of the other provinces, members with something like it.</summary>
    private async Task<Refusal?> ConsultAsync(Resource it, ResourceKind kind, List<ProcessNotice> notices, CancellationToken ct)
    {
        var today = clock.Today();
        if (kind.Plan!.PeriodOf(it.Draft!.Fields) is not var (first, last))
            return new("resource.period", new("请先填写征求意见的起止日期", "Give the days of the consultation first"));

        // Who opens it late does not shorten it.
        var from = first < today ? today : first;
        (it.ConsultFrom, it.ConsultUntil, it.ConsultedAt, it.SubmittedAt) = (from, from.AddDays(last.DayNumber - first.DayNumber), null, it.SubmittedAt ?? clock.GetUtcNow());
        var alike = await similar.FindAsync(kind, it.Id, it.Draft.Title, it.Draft.Summary, it.Draft.Fields, ct);
        var whom = new[] { "national" }
            .Concat(regions.Provinces.Where(province => !it.Region.StartsWith(province.Code, StringComparison.Ordinal)).Select(province => $"recommender:region:{province.Code}"))
            .Concat((await similar.NationalNodesAsync(ct)).Concat(alike.Select(one => one.Member).OfType<Guid>()).Where(member => member != it.OrganisationId)
                .Select(member => $"organisation:{member}")).Distinct();
        notices.AddRange(whom.Select(audience => new ProcessNotice(audience, $"立项通报征求意见（{it.ConsultFrom:yyyy-MM-dd} 至 {it.ConsultUntil:yyyy-MM-dd}）：{it.Title}",
            $"A plan to comment on ({it.ConsultFrom:yyyy-MM-dd} to {it.ConsultUntil:yyyy-MM-dd}): {it.Title}", $"/resources/plans/{it.Id}")));
        return null;
    }

    private async Task PublishAsync(Resource it, Person person, CancellationToken ct)
    {
        var (now, content) = (clock.GetUtcNow(), it.Draft!);
        (it.Content, it.Draft, it.Version, it.PublishedAt, it.PublishedBy, it.ValidUntil) = (content, null, it.Version + 1, now, person.Name, content.ValidUntil);
        db.ResourceVersions.Add(new() { ResourceId = it.Id, Number = it.Version, Content = content, PublishedAt = now, PublishedBy = person.Name });
        await texts.PutAsync(db.Database.CurrentTransaction!.GetDbTransaction(),
            new(Resource.SiteKind, it.Id, content.Title,
            $"{content.Summary} {MarkdownText.ToPlain(content.Body, LongestBody)} {string.Join(' ', content.Fields.Values)}", $"/resources/{it.Id}",
            content.Region.Length > 0 ? content.Region : null, it.Kind), now, ct);
    }

    private Task<Refusal?> DraftAsync(Guid id, ResourceKind kind, Person person, Func<ResourceText, ResourceText?> change, Refusal none, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var resources = db.SharedResources;
        if (await resources.FirstOrDefaultAsync(row => row.Id == id, ct) is not { State: ResourceState.Draft or ResourceState.Returned, Draft: { } draft } it
            || (it.PartyOf(person, kind) & (ResourceParty.Author | ResourceParty.Editor)) == 0)
            return new("resource.state", new("先保存草稿，再添加或删除文件", "Save a draft first"));
        if (change(draft) is not { } changed)
            return none;
        (it.Draft, it.Revision) = (changed, it.Revision + 1);
        return null;
    }, ct);
}
