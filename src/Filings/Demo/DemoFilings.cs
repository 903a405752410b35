using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Zhishu.Filings.Apply;
using Zhishu.Filings.Desk;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Filings.Demo;

/// <summary>Brings the filings of the demo network about by the same acts that people use, at days gone by.</summary>
internal sealed class DemoFilings(AppDb db, SchemeStore schemes, DossierDesk desk, FormKeeper forms, FileStore files, NetworkRegister register, ProcessLog log, TimeProvider clock)
{
    /// <summary>The fates that the demo shows, one organisation each, again and again.</summary>
    public static readonly string[] Fates =
    [
        "filed", "filed", "submitted", "returned", "recommended", "publicity", "awaiting", "filed", "refused", "declined", "withdrawn", "terminated",
            "rectifying", "lapsed", "revoked", "banned", "renewal", "reportOpen", "reportSubmitted", "change", "draft", "ended", "filed",
    ];

    private readonly Dictionary<DateOnly, Batch> _batches = [];
    private Dossier _dossier = null!;
    private Filing _filing = null!;
    private Func<DateOnly, Situation> _at = null!;

    public async Task AddAsync(Organisation organisation, string fate, CancellationToken ct)
    {
        var (scheme, today) = (schemes["national"], clock.Today());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        _dossier = new()
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            OrganisationId = organisation.Id,
            Scheme = scheme.Id,
            Recommender = scheme.RecommenderOf(organisation.Region, organisation.Sector),
            Decider = scheme.DeciderOf(organisation.Region)
        };
        var kinds = new List<MemberKind> { MemberKind.ProvincialOutlet };
        _at = day => new(scheme, new(organisation.Id, organisation.Name, organisation.CreditCode, organisation.Region, organisation.Sector, true, kinds),
            new(1, ChinaTime.StartOf(day).AddHours(10)), day, ChinaTime.StartOf(day).AddHours(9));
        var form = Fill(await forms.BeginAsync(organisation, scheme, null, ct), scheme, organisation);

        // How long ago the application began, by where it is to be now.
        var begun = today.AddDays(fate switch
        {
            "draft" or "submitted" or "returned" or "declined" or "withdrawn" => -20,
            "recommended" or "refused" or "terminated" => -30,
            "publicity" => -32,
            "awaiting" => -45,
            "lapsed" => -1300,
            "renewal" => -1080,
            "filed" or "reportOpen" or "reportSubmitted" or "change" => -400 - (organisation.Name.Length * 13 % 300),
            _ => -500
        });
        Open(form, begun);
        await RunAsync(fate, begun, kinds, scheme, ct);
        db.Dossiers.Add(_dossier);
        if (fate == "ended")
            register.Enter(organisation, MemberKind.Tisc, null, null, today.AddDays(-60), null, "示例文件", Actor.Operator);
        if (await desk.KeepAsync(_dossier, _at(today), Actor.Operator, new HashSet<Ban>(), tell: false, ct) is { } refusal)
            throw new InvalidOperationException($"The demo filing is refused: {refusal.Text.En}");
        await transaction.CommitAsync(ct);
        await PapersAsync(ct);
        log.Forget();
    }

    private async Task RunAsync(string fate, DateOnly begun, List<MemberKind> kinds, Scheme scheme, CancellationToken ct)
    {
        if (fate == "draft")
            return;
        Act(FilingAct.Submit, Party.Applicant, begun.AddDays(5));
        switch (fate)
        {
            case "submitted":
                return;
            case "returned":
                Act(FilingAct.Return, Party.Recommender, begun.AddDays(8), "第二部分请补充软硬件条件，附件缺工作制度全文。");
                return;
            case "declined":
                Act(FilingAct.Decline, Party.Recommender, begun.AddDays(8), "服务案例不足，建议积累后再申请。");
                return;
            case "withdrawn":
                Act(FilingAct.Withdraw, Party.Applicant, begun.AddDays(8));
                return;
            default:
                break;
        }

        Act(FilingAct.Recommend, Party.Recommender, begun.AddDays(12), "该机构资源和人员实力较强，同意推荐。");
        if (fate == "recommended")
            return;
        if (fate == "refused")
        {
            Act(FilingAct.Refuse, Party.Decider, begun.AddDays(20), "专职人员不足五名，不符合第五条（一）。");
            return;
        }

        if (fate == "terminated")
        {
            Do(() => _dossier.Do(_filing, FilingAct.Terminate, Party.Decider, new() { Text = "案例材料与事实不符。", Ground = Ground.FalseMaterials }, _at(begun.AddDays(20))));
            return;
        }

        var published = fate == "publicity" ? clock.Today().AddDays(-2) : begun.AddDays(25);
        var batch = await BatchAsync(scheme, published, ct);
        Do(() => _dossier.Do(_filing, FilingAct.Publish, Party.Decider, new() { Batch = batch.Id }, _at(published)));
        if (fate == "publicity")
            return;
        _dossier.Tick(_at(published.AddDays(scheme.PublicityDays + 1)));
        if (fate == "awaiting")
            return;
        var decided = published.AddDays(scheme.PublicityDays + 2);
        var number = await desk.NextNumberAsync(scheme, decided.Year, ct);
        Do(() => _dossier.Do(_filing, FilingAct.Accept, Party.Decider, new() { Number = number }, _at(decided)));
        Live(fate, decided, kinds);
    }

    private void Live(string fate, DateOnly decided, List<MemberKind> kinds)
    {
        var today = clock.Today();
        var registration = _dossier.LiveRegistration!;
        var later = today.AddDays(-60);
        _dossier.Tick(_at(fate is "lapsed" ? today : later));
        if (fate is not ("lapsed" or "reportOpen"))
            Report(fate == "reportSubmitted" ? ReportState.Submitted : ReportState.Gathered, later);
        switch (fate)
        {
            case "rectifying":
                Do(() => _dossier.Do(registration, RegistrationAct.OrderRectification, Party.Decider, new() { Text = "半年内未开展公益培训，咨询无人应答。" }, _at(later)));
                break;
            case "revoked":
                Do(() => _dossier.Do(registration, RegistrationAct.OrderRectification, Party.Decider, new() { Text = "长期未开展服务。" }, _at(decided.AddDays(60))));
                Do(() => _dossier.Do(registration, RegistrationAct.RevokeUnrectified, Party.Decider, new() { Text = "整改期满仍未恢复服务。" }, _at(later)));
                break;
            case "banned":
                Do(() => _dossier.Do(registration, RegistrationAct.Revoke, Party.Decider, new() { Text = "以网点名义开展商业培训收费。", Ground = Ground.UnrelatedBusiness }, _at(later)));
                break;
            case "ended":
                kinds.Add(MemberKind.Tisc);
                _dossier.Named(_at(later));
                break;
            case "change":
                Do(() => _dossier.Report(new Dictionary<string, string> { ["Phone"] = "010-55550000", ["Address"] = "示例大道 88 号" }, "办公地点搬迁", Party.Applicant, _at(today.AddDays(-3))).Refusal);
                break;
            case "renewal":
                Do(() =>
                {
                    var (filing, refusal) = _dossier.Open(_filing.Form with { Opinion = "续期申请材料真实、合法，继续落实支持保障条件。" }, Party.Applicant, _at(today.AddDays(-15)));
                    _filing = filing ?? _filing;
                    return refusal;
                });
                Act(FilingAct.Submit, Party.Applicant, today.AddDays(-10));
                break;
            default:
                break;
        }
    }

    private void Report(ReportState until, DateOnly day)
    {
        foreach (var report in _dossier.Reports)
        {
            report.Content = new()
            {
                FullTime = 6,
                PartTime = 2,
                Enquiries = 320,
                Searches = 1200,
                Events = 12,
                Attendants = 860,
                Projects = 4,
                ServiceItems = "咨询、检索、培训",
                Summary = "全年围绕重点产业开展信息服务（示例）。",
                Plans = "继续加强团队建设，扩大服务覆盖（示例）。"
            };
            Do(() => _dossier.Do(report, ReportAct.Submit, Party.Applicant, null, _at(day)));
            if (until == ReportState.Submitted)
                continue;
            Do(() => _dossier.Do(report, ReportAct.Review, Party.Recommender, "内容属实，同意报送。", _at(day)));
            Do(() => _dossier.Do(report, ReportAct.Gather, Party.Recommender, null, _at(day)));
        }
    }

    private void Open(FilingForm form, DateOnly day) => Do(() =>
    {
        var (filing, refusal) = _dossier.Open(form, Party.Applicant, _at(day));
        _filing = filing ?? _filing;
        return refusal;
    });

    private void Act(FilingAct act, Party who, DateOnly day, string? text = null) =>
        Do(() => _dossier.Do(_filing, act, who, new()
        {
            Text = text,
            Rank = act == FilingAct.Recommend
        ? 1 : null,
            Checks = schemes["national"].Conditions.ToDictionary(condition => condition.Id, _ => true)
        }, _at(day)));

    private static void Do(Func<Refusal?> act)
    {
        if (act() is { } refusal)
            throw new InvalidOperationException($"The demo network breaks a rule: {refusal.Text.En}");
    }

    private async Task<Batch> BatchAsync(Scheme scheme, DateOnly day, CancellationToken ct)
    {
        // One batch a month.
        var month = new DateOnly(day.Year, day.Month, 1);
        if (_batches.TryGetValue(month, out var known))
            return known;
        var batches = db.Batches;
        var place = (await batches.Where(row => row.Scheme == scheme.Id && row.Office == "national" && row.Year == day.Year).MaxAsync(row => (int?)row.Place, ct) ?? 0) + 1;
        var batch = new Batch { Id = Guid.CreateVersion7(clock.GetUtcNow()), Scheme = scheme.Id, Office = "national", Year = day.Year, Place = place, PublishedOn = day };
        batches.Add(batch);
        await db.SaveChangesAsync(ct);
        return _batches[month] = batch;
    }

    /// <summary>A page of rules for each application, so that it is complete.</summary>
    private async Task PapersAsync(CancellationToken ct)
    {
        var pdf = ("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 "u8
            + "R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"u8).ToArray();
        foreach (var (kind, name) in new[] { (DossierDesk.Rules, "工作制度（示例）.pdf"), (DossierDesk.Sealed, "备案表盖章件（示例）.pdf") })
        {
            if (kind == DossierDesk.Sealed && _filing.State == FilingState.Draft)
                continue;
            await using var stream = new MemoryStream(pdf);
            var upload = new Microsoft.AspNetCore.Http.FormFile(stream, 0, pdf.Length, "upload", name);
            await files.AddAsync(upload, kind, _filing.Id, Actor.Operator, 10, ct);
        }
    }

    private static FilingForm Fill(FilingForm form, Scheme scheme, Organisation organisation)
    {
        static string Long(string seed, int count) => string.Concat(Enumerable.Repeat(seed, (count / seed.Length) + 1))[..count];
        return form with
        {
            Sections = scheme.Sections.ToDictionary(section => section.Id, section => Long($"{organisation.Name}围绕区域重点产业，面向创新主体和社会公众提供知识产权信息公共服务。本段文字由程序生成，仅供演示。", section.About)),
            Cases = [new() { Title = "服务中小企业专利检索（示例）", When = "2025 年 3 月至 9 月", Text = Long("为园区企业提供专利检索与预警，帮助企业调整研发方向。本段文字由程序生成，仅供演示。", scheme.CaseAbout) }],
            Answers = scheme.Conditions.ToDictionary(condition => condition.Id, condition => new FormAnswer(true, string.Create(CultureInfo.InvariantCulture, $"见第二部分和附件（{condition.Article}）"))),
            Opinion = "材料真实、合法，支持保障条件已落实。",
        };
    }
}
