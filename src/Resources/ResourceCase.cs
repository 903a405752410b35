using System.Linq.Expressions;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using static Zhishu.Resources.ResourceAct;
using static Zhishu.Resources.ResourceParty;
using static Zhishu.Resources.ResourceState;

namespace Zhishu.Resources;

/// <summary>
/// Resources as a kind of case: written by members and offices, reviewed by the steps of their kind, published as versions; plans are announced and the network
/// is asked about them first (000·8). Who wrote something, or belongs to the member that did, does not review it.
/// </summary>
internal sealed class ResourceCase(AppDb db, ResourceKinds kinds, ResourceLists lists, SimilarPlans similar, SiteText texts, FileStore files, Regions regions, TimeProvider clock)
    : CaseKind<Resource, ResourceState, ResourceAct, ResourceParty>
{
    private static readonly ResourceState[] Frozen = [Submitted, Forwarded, Consulting, Consulted];
    private static readonly Field Opinion = Field.Area("opinion", new("意见"), 0, 500) with { Rows = 2 };
    private static readonly Fields Why = new(Field.Area("opinion", new("Why|理由"), 1, 500) with { Rows = 2, Fault = new("请写明理由，不超过 500 字") });
    private static readonly Field Tested = Field.Area("tested", new("检测记录"), 10, 2000) with
    {
        Rows = 3,
        Hint = new("在什么环境、用什么方法和软件检测，结果如何。"),
        Fault = new("请写检测记录：在什么环境、怎样检测、结果如何，10 到 2000 字"),
    };

    public override string Path => "/resources/desk";

    public override CaseTable<Resource, ResourceState, ResourceAct, ResourceParty> Table => field ??= new(
        "resource", new("Resource|资源"), [Draft], ResourceWords.Label, ResourceWords.Label,
    [
        new([Draft, Published, Withdrawn], Change, Author | Editor, [Draft]) { Then = WriteAsync },
        new([Returned], Change, Author | Editor, []) { Then = WriteAsync },
        new([Draft, Returned], Submit, Author, [Submitted]) { Tell = Province, Then = SubmitAsync },
        new([Draft, Returned, Consulted], Publish, Editor, [Published]) { When = IsAsked, Then = PublishAsync },
        new([Draft, Returned, Consulted], Consult, Editor, [Consulting]) { When = IsPlan, Then = ConsultAsync },
        new([Submitted], Forward, Province, [Forwarded]) { When = GoesOn, Tell = Author | Nation, Needs = new(Opinion), Then = ForwardAsync },
        new([Submitted], Publish, Province, [Published]) { When = it => !GoesOn(it) && IsAsked(it), Tell = Author, Needs = new(Opinion), Then = PublishAsync },
        new([Consulted], Publish, Province, [Published]) { When = IsAsked, Tell = Author, Needs = new(Opinion), Then = PublishAsync },
        new([Forwarded], Publish, Nation, [Published]) { When = IsAsked, Tell = Author, Needs = new(Opinion), Then = PublishAsync },
        new([Submitted, Consulted], Consult, Province, [Consulting]) { When = IsPlan, Tell = Author, Needs = new(Opinion), Then = ConsultAsync },
        new([Consulting], Close, ResourceParty.Clock, [Consulted]) { Tell = Author | Province, Then = CloseAsync },
        new([Submitted], Return, Province, [Returned]) { Tell = Author, Needs = Why, Then = ReturnAsync },
        new([Forwarded], Return, Nation, [Returned]) { Tell = Author, Needs = Why, Then = ReturnAsync },
        new([Consulting, Consulted], Return, Province | Editor, [Returned]) { Tell = Author, Needs = Why, Then = ReturnAsync },
        new([Published], Withdraw, Author | Editor | Province | Nation, [Withdrawn]) { Tell = Author, Needs = Why, Then = WithdrawAsync },
    ]);

    public override Listing<Resource> List => lists.Desk;

    public override (string Code, Bilingual Label) Opening => ("write", new("written|新建"));

    public override IReadOnlyList<Waiting<Resource>> Waits =>
    [
        new(new("资源待审核"), person =>
        {
            var (belongs, national, own, provinces, across) = (person.OwnOrganisations, person.Has(Duty.National), person.Regions, ProvincesOf(person), kinds.With("nation"));
            var (self, within) = (person.Id, kinds.With("province"));
            return it => ((it.OrganisationId == null || !belongs.Contains(it.OrganisationId.Value)) && it.AuthorId != self && ((it.State == Forwarded && national)
                || ((it.State == Submitted || it.State == Consulted)
                    && ((national && it.OrganisationId != null && !across.Contains(it.Kind)) || (within.Contains(it.Kind) && provinces.Contains(it.Region.Substring(0, 2)))))))
                || (it.State == Consulted && it.OrganisationId == null && (national || own.Contains(it.Region)));
        }),
        new(new("资源退回修改"), person =>
        {
            var own = person.Organisations;
            return it => it.State == Returned && it.OrganisationId != null && own.Contains(it.OrganisationId.Value);
        }),
        new(new("资源草稿待提交"), person =>
        {
            var self = person.Id;
            return it => it.State == Draft && it.AuthorId == self;
        }),
    ];

    public override IReadOnlyList<(Expression<Func<Resource, bool>> When, ResourceAct Act, ResourceParty By)> ActsAt(DateTimeOffset now)
    {
        var today = ChinaTime.DayOf(now);
        return [(it => it.State == Consulting && it.ConsultUntil < today, Close, ResourceParty.Clock)];
    }

    public override NavItem? LinkFor(Person person) => person is { Organisations.Count: 0, Offices.Count: 0 } ? null : new(11, Path, new("Resources|资源管理"));

    public override PersonColumns Persons { get; } = new(nameof(Resource.AuthorId), nameof(Resource.Author));

    /// <summary>What somebody's member or office writes, and what lies before those who review it; a first draft is nobody else's business.</summary>
    public override IQueryable<Resource> VisibleTo(IQueryable<Resource> cases, Person person)
    {
        var (own, belongs, regions, national, self) = (person.Organisations, person.OwnOrganisations, person.Regions, person.Has(Duty.National), person.Id);
        var (provinces, within) = (ProvincesOf(person), kinds.With("province"));
        return cases.Where(it => (it.OrganisationId != null && own.Contains(it.OrganisationId.Value)) || (it.OrganisationId == null && (national || regions.Contains(it.Region)))
            || ((national || (within.Contains(it.Kind) && provinces.Contains(it.Region.Substring(0, 2)))) && (it.State != Draft || it.Content != null)
                && (it.OrganisationId == null || !belongs.Contains(it.OrganisationId.Value)) && !(it.AuthorId == self && Frozen.Contains(it.State))));
    }

    public override ResourceParty PartyOf(Resource it, Person person)
    {
        var kind = KindOf(it);
        var writes = it.OrganisationId is { } member ? person.ActsFor(member) : person.Has(Duty.National) || person.RecommendsFor(it.Region);
        var party = !writes ? ResourceParty.None : kind.Steps.Count == 0 || (it.OrganisationId is null && !kind.Steps.Contains("nation")) ? Editor : Author;
        if ((it.AuthorId == person.Id && it.IsFrozen) || (it.OrganisationId is { } own && person.BelongsTo(own)) || (it.State == Draft && !it.IsPublic))
            return party;
        if (kind.Steps.Contains("province") && ProvincesOf(person).Contains(it.Region[..2]))
            party |= Province;
        if (person.Has(Duty.National))
            party |= it.OrganisationId is null || kind.Steps.Contains("nation") ? Nation : Nation | Province;
        return party;
    }

    public override IEnumerable<string> AudiencesOf(Resource it, ResourceParty party)
    {
        if (party.HasFlag(Author) && it.AuthorId is { } author)
            yield return $"account:{author}";
        if (party.HasFlag(Province))
            yield return it.Region == ResourceKinds.Nation ? "national" : $"recommender:region:{it.Region[..2]}";
        if (party.HasFlag(Nation))
            yield return "national";
    }

    public override Guid? About(Resource it) => it.OrganisationId;

    public override string NameOf(Resource it) => it.Text.Title;

    public override string AddressOf(Resource it) => $"/resources/edit/{it.Id}";

    public override DateTimeOffset? SinceOf(Resource it) => it.SubmittedAt;

    /// <summary>To pass on what is reviewed its checklist is ticked, where the kind has one, with what was tested.</summary>
    public override Fields NeedsOf(ResourceAct act, Resource it, Person? person) => act switch
    {
        Change => KindOf(it).Form(regions).With(KindOf(it).Fill(it.Text)),
        Publish or Forward when it.IsFrozen && KindOf(it).Ticks is { } ticks => new(ticks, Tested, Opinion),
        Publish or Forward or Consult => it.IsFrozen ? new(Opinion) : Fields.None,
        _ => Table.NeedsOf(act),
    };

    private ResourceKind KindOf(Resource it) => kinds.Find(it.Kind)!;

    // A city office is none of those that review.
    private static IReadOnlyList<string> ProvincesOf(Person person) => [.. person.Regions.Where(region => region.Length == 2)];

    private bool GoesOn(Resource it) => KindOf(it).Steps.Contains("nation");

    private bool IsPlan(Resource it) => it.Draft is { } draft && KindOf(it).IsPlan(draft.Fields);

    // A plan is published only when the network was asked about it.
    private bool IsAsked(Resource it) => !IsPlan(it) || it.ConsultedAt is not null;

    private Task<Refusal?> WriteAsync(Resource it, CaseWork<ResourceState> work)
    {
        it.Write(KindOf(it).Read(work.Input), work.Actor);
        return CaseWork<ResourceState>.Done;
    }

    private async Task<Refusal?> SubmitAsync(Resource it, CaseWork<ResourceState> work)
    {
        if (KindOf(it).Archives && it.Draft!.Files.Length == 0)
            return new("resource.nofile", new("请先上传工具文件"));
        it.Submit(work.Now);
        return await LacksDifferenceAsync(it, work.Cancelled);
    }

    private async Task<Refusal?> ForwardAsync(Resource it, CaseWork<ResourceState> work)
    {
        Note(it, Forward, work);
        return await UnscannedAsync(it, work);
    }

    private async Task<Refusal?> PublishAsync(Resource it, CaseWork<ResourceState> work)
    {
        Note(it, Publish, work);
        if (await UnscannedAsync(it, work) is { } unscanned)
            return unscanned;
        db.ResourceVersions.Add(it.Publish(work.Actor.Name, work.Now));
        work.Facts = new { it.Version };
        var content = it.Content!;
        await texts.PutAsync(work.Transaction, new(Resource.SiteKind, it.Id, content.Title,
            $"{content.Summary} {MarkdownText.ToPlain(content.Body, ResourceText.LongestBody)} {string.Join(' ', content.Fields.Values)}", $"/resources/{it.Id}",
            content.Region.Length > 0 ? content.Region : null, it.Kind), work.Now, work.Cancelled);
        return null;
    }

    private Task<Refusal?> ReturnAsync(Resource it, CaseWork<ResourceState> work)
    {
        Note(it, Return, work);
        return CaseWork<ResourceState>.Done;
    }

    private async Task<Refusal?> WithdrawAsync(Resource it, CaseWork<ResourceState> work)
    {
        work.Reason = work.Input.Text("opinion");
        it.Withdraw();
        await texts.RemoveAsync(work.Transaction, Resource.SiteKind, it.Id, work.Cancelled);
        return null;
    }

    private Task<Refusal?> CloseAsync(Resource it, CaseWork<ResourceState> work)
    {
        it.Consulted(work.Now);
        return CaseWork<ResourceState>.Done;
    }

    /// <summary>Opens the period in which the network is asked; those concerned are told: CNIPA, its nodes, the other provinces, members with something like it.</summary>
    private async Task<Refusal?> ConsultAsync(Resource it, CaseWork<ResourceState> work)
    {
        var (kind, today, plan, ct) = (KindOf(it), clock.Today(), it.Draft!, work.Cancelled);
        if (kind.Plan!.PeriodOf(plan.Fields) is not var (first, last))
            return new("resource.period", new("请先填写征求意见的起止日期"));
        if (!it.IsFrozen && await LacksDifferenceAsync(it, ct) is { } alike)
            return alike;
        Note(it, Consult, work);

        // Who opens it late does not shorten it.
        var from = first < today ? today : first;
        it.Consult(from, from.AddDays(last.DayNumber - first.DayNumber), work.Now);
        work.Facts = new { it.ConsultFrom, it.ConsultUntil };
        var like = await similar.FindAsync(kind, it.Id, plan.Title, plan.Summary, plan.Fields, ct);
        var whom = new[] { "national" }
            .Concat(regions.Provinces.Where(province => !it.Region.StartsWith(province.Code, StringComparison.Ordinal)).Select(province => $"recommender:region:{province.Code}"))
            .Concat((await similar.NationalNodesAsync(ct)).Concat(like.Select(one => one.Member).OfType<Guid>()).Where(member => member != it.OrganisationId)
                .Select(member => $"organisation:{member}")).Distinct();
        foreach (var audience in whom)
        {
            work.Tell(audience, new($"立项通报征求意见（{it.ConsultFrom:yyyy-MM-dd} 至 {it.ConsultUntil:yyyy-MM-dd}）：{plan.Title}"), $"/resources/plans/{it.Id}");
        }

        return null;
    }

    // What a reviewer decides is kept with the words, the ticks and the test.
    private void Note(Resource it, ResourceAct act, CaseWork<ResourceState> work)
    {
        work.Reason = SafeText.OrNull(work.Input.Text("opinion"));
        if (it.IsFrozen)
        {
            db.Reviews.Add(new()
            {
                Id = Guid.CreateVersion7(work.Now),
                ResourceId = it.Id,
                At = work.Now,
                Officer = work.Actor.Name,
                Act = act,
                Opinion = work.Reason,
                Checked = work.Input.Text("ticked").Split(' ', StringSplitOptions.RemoveEmptyEntries),
                Tested = SafeText.OrNull(work.Input.Text("tested")),
            });
        }
    }

    private async Task<Refusal?> UnscannedAsync(Resource it, CaseWork<ResourceState> work) => KindOf(it).Archives && work.Reason is null
        && (await files.ListAsync(Resource.FileKind, it.Id, work.Cancelled)).Any(file => it.Draft!.Files.Contains(file.Id) && !file.Scanned)
        ? new("resource.unscanned", new("工具文件未经病毒扫描，发布前须写明理由（例如已在何处、用何种软件检查）"))
        : null;

    /// <summary>What resembles others and does not say how it differs is not sent (000·8: 差异化、特色化).</summary>
    private async Task<Refusal?> LacksDifferenceAsync(Resource it, CancellationToken ct)
    {
        var kind = KindOf(it);
        if (!IsPlan(it) || it.Draft!.Fields.GetValueOrDefault(kind.Plan!.Difference) is { Length: > 0 })
            return null;
        var alike = await similar.FindAsync(kind, it.Id, it.Draft.Title, it.Draft.Summary, it.Draft.Fields, ct);
        if (alike.Count == 0)
            return null;
        var names = string.Join('、', alike.Take(5).Select(one => $"“{one.Title}”"));
        return new("resource.alike", new($"与{names}相近，请在“与已有平台的区别”中说明区别、为何不能共享"));
    }
}
