using System.Globalization;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Schemes;
using Zhishu.Network;

namespace Zhishu.Tests.Filings;

/// <summary>Random lives of organisations under the schemes, on the same rules that the hub runs, with a clock that jumps.</summary>
public sealed class ModelTests
{
    private static readonly int Paths = Night.IsNow ? 10_000 : 2_500;

    internal static readonly SchemeStore Schemes = new([Path.Combine(AppContext.BaseDirectory, "data", "schemes")]);

    [Fact]
    public void Random_lives_keep_the_rules_and_reach_every_state()
    {
        var reached = new HashSet<string>();
        for (var path = 0; path < Paths; path++)
            new Life(path, Schemes[path % 5 == 4 ? "provincial" : "national"]).Run(reached);
        Assert.Empty(Enum.GetNames<FilingState>().Select(name => "filing." + name).Except(reached));
        Assert.Empty(Enum.GetNames<RegistrationState>().Select(name => "registration." + name).Except(reached));
        Assert.Empty(Enum.GetNames<ReportState>().Select(name => "report." + name).Except(reached));
        Assert.Empty(Enum.GetNames<ChangeState>().Select(name => "change." + name).Except(reached));
        Assert.Empty(Enum.GetNames<ObjectionState>().Select(name => "objection." + name).Except(reached));
        Assert.Contains("banned", reached);
        Assert.Contains("leap day", reached);
        Assert.Contains("renewed", reached);
        Assert.Contains("renewed after lapse", reached);
        Assert.Contains("year end", reached);
    }

    /// <summary>One organisation with whoever acts on it.</summary>
    private sealed class Life
    {
        private static readonly Party[] Parties = [Party.Applicant, Party.Recommender, Party.Decider];
        private readonly Random _random;
        private readonly Scheme _scheme;
        private readonly Dossier _dossier;
        private readonly string _name;
        private readonly HashSet<MemberKind> _memberships = [];
        private readonly List<(Guid Id, DateOnly From, DateOnly Until, DateOnly? Ended)> _register = [];
        private readonly Dictionary<Guid, HashSet<FilingState>> _passed = [];
        private DateOnly _today;
        private int _number;
        private bool _sealed = true;

        public Life(int seed, Scheme scheme)
        {
            (_random, _scheme, _name) = (new(seed), scheme, $"path {seed} of {scheme.Id}");
            DateOnly[] starts = [new(2024, 2, 29), new(2023, 12, 31), new(2027, 2, 28), new(2026, 11, 21), new(2024, 1, 1)];
            _today = starts[seed % starts.Length].AddDays(_random.Next(3) == 0 ? 0 : _random.Next(400));
            _dossier = new() { Id = Guid.NewGuid(), OrganisationId = Guid.NewGuid(), Scheme = scheme.Id, Recommender = "recommender:region:31", Decider = "national" };
            if (scheme.Requires is { } kind && _random.Next(10) > 0)
                _memberships.Add(kind);
        }

        private Situation Now => new(_scheme, new(_dossier.OrganisationId, "示例", "91310000000000000X", "3101", null, true, [.. _memberships]),
            new(1, _sealed ? new DateTimeOffset(_today.ToDateTime(new(12, 0)), TimeSpan.Zero) : null), _today, new DateTimeOffset(_today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));

        public void Run(HashSet<string> reached)
        {
            for (var step = 0; step < 70; step++)
            {
                Step(reached);
                Settle();
                Check(reached);
            }
        }

        private void Step(HashSet<string> reached)
        {
            var now = Now;
            var party = _random.Next(12) == 0 ? Parties[_random.Next(3)] : Party.Applicant | Party.Recommender | Party.Decider;
            switch (_random.Next(16))
            {
                case 0 or 1 or 2:
                    Jump(reached);
                    break;
                case 3 or 4 when _dossier.LiveFiling is null:
                    var (opened, refused) = _dossier.Open(CompleteForm(_scheme), Party.Applicant, now);
                    Assert.True(opened is null == refused is not null);
                    if (_dossier.BanOn(_today) is not null)
                    {
                        Assert.True(refused?.Code == "filings.banned", $"{_name}: a banned organisation applied");
                        reached.Add("banned");
                    }

                    break;
                case 5 when _dossier.LiveRegistration is { } live:
                    var acts = Enum.GetValues<RegistrationAct>();
                    _dossier.Do(live, acts[_random.Next(acts.Length)], _random.Next(8) == 0 ? Party.Clock : party, new() { Text = "理由", Ground = Enum.GetValues<Ground>()[_random.Next(5)] }, now);
                    break;
                case 6 when _dossier.LiveRegistration is { } live:
                    _dossier.Rectified(live, "已整改", party, now);
                    break;
                case 7:
                    _dossier.Report(new Dictionary<string, string> { ["Phone"] = "021-1" }, "搬迁", party, now);
                    break;
                case 8 when _dossier.Changes.Count > 0:
                    _dossier.Do(_dossier.Changes[^1], Enum.GetValues<ChangeAct>()[_random.Next(5)], party, "意见", now);
                    break;
                case 9 when _dossier.Reports.Count > 0:
                    var report = _dossier.Reports[_random.Next(_dossier.Reports.Count)];
                    report.Content = report.Content with { Summary = "总结", Plans = "计划" };
                    var fitting = LifeLifecycles.Report.ActsFrom(report.State, party, _scheme).ToArray();
                    _dossier.Do(report, fitting.Length > 0 && _random.Next(4) > 0 ? fitting[_random.Next(fitting.Length)] : Enum.GetValues<ReportAct>()[_random.Next(4)], party, "意见", now);
                    break;
                case 10 when _random.Next(25) == 0:
                    _memberships.Add(_random.Next(2) == 0 ? MemberKind.Tisc : MemberKind.UniversityCentre);
                    _dossier.Named(Now);
                    break;
                default:
                    Work(party, now);
                    break;
            }
        }

        private void Work(Party party, Situation now)
        {
            if (_dossier.LiveFiling is not { } filing)
                return;
            if (filing.State == FilingState.InPublicity && _random.Next(4) == 0)
                _dossier.Object(filing, "某人", "电话", "不符", now);
            if (filing.Objections.Find(row => row.State == ObjectionState.Received) is { } objection && _random.Next(2) == 0)
                _dossier.Settle(filing, objection, _random.Next(4) == 0 ? ObjectionAct.Uphold : ObjectionAct.Dismiss, party, "核实", now);
            var likely = FilingLifecycle.Table.ActsFrom(filing.State, party, _scheme).Where(act => act is not (FilingAct.Withdraw or FilingAct.Terminate) || _random.Next(6) == 0).ToArray();
            var act = likely.Length > 0 && _random.Next(8) > 0 ? likely[_random.Next(likely.Length)] : Enum.GetValues<FilingAct>()[_random.Next(10)];
            _sealed = _random.Next(15) > 0;
            var refusal = _dossier.Do(filing, act, party, new()
            {
                Text = "理由",
                Number = $"N{_number++}",
                Rank = 1,
                Ground = _random.Next(2) == 0
                ? Ground.FalseMaterials : null,
                Effective = _random.Next(4) == 0 ? _today.AddDays(_random.Next(60)) : null
            }, Now);
            Assert.True(refusal is null || refusal.Text.Zh.Length > 0);
        }

        private void Jump(HashSet<string> reached)
        {
            var before = _today;
            _today = _random.Next(7) switch
            {
                5 when _random.Next(4) == 0 && _dossier is { LiveFiling.Purpose: Purpose.Renewal, LiveRegistration: { } ending } => ending.LastTerm.UntilDay.AddDays(1),
                6 when _dossier.LiveRegistration is { } live => Dossier.RenewalOpens(live, Now).AddDays(_random.Next(60)),
                0 => _today.AddDays(1),
                1 => _today.AddDays(8),
                2 => _today.AddDays(_random.Next(400)),
                3 when _dossier.NextDue is { } due && due > _today => due,
                4 => new DateOnly(_today.Year, 12, 31),
                _ => _today.AddDays(30),
            };
            if (_today < before)
                _today = before;
            if (_today is { Month: 2, Day: 29 })
                reached.Add("leap day");
            if (_today is { Month: 12, Day: 31 })
                reached.Add("year end");
            _dossier.Tick(Now);
            Assert.DoesNotContain(_dossier.Pending(Now), deadline => deadline.On <= _today);
        }

        /// <summary>Does what the hub does after an act: tells the register.</summary>
        private void Settle()
        {
            foreach (var effect in _dossier.Effects)
            {
                if (effect is RegisterEffect.Enter enter)
                    _register.Add((enter.Membership, enter.From, enter.Until, null));
                else if (effect is RegisterEffect.Extend extend && _register.FindIndex(row => row.Id == extend.Membership) is var at)
                    _register[at] = _register[at] with { Until = extend.Until };
                else if (effect is RegisterEffect.End end && _register.FindIndex(row => row.Id == end.Membership) is var place)
                    _register[place] = _register[place] with { Ended = end.On };
            }

            _dossier.Effects.Clear();
            _dossier.Plan(Now);
        }

        private void Check(HashSet<string> reached)
        {
            Assert.True(_dossier.Filings.Count(filing => !FilingLifecycle.Table.IsFinal(filing.State)) <= 1, $"{_name}: two live filings");
            Assert.True(_dossier.Registrations.Count(registration => registration.IsLive) <= 1, $"{_name}: two registrations in force");
            Assert.True(_dossier.Fired.Select(fired => fired.Key).Distinct().Count() == _dossier.Fired.Count, $"{_name}: a deadline was acted on twice");
            Assert.True(_dossier.NextDue is null || _dossier.NextDue > _today || _dossier.Pending(Now).Any(), $"{_name}: a deadline was left");
            foreach (var filing in _dossier.Filings)
            {
                reached.Add("filing." + filing.State);
                if (!_passed.TryGetValue(filing.Id, out var passed))
                    _passed[filing.Id] = passed = [];
                passed.Add(filing.State);
                foreach (var objection in filing.Objections)
                    reached.Add("objection." + objection.State);
                if (filing.State != FilingState.Filed)
                    continue;
                Assert.True(filing.RecommendedOn is not null && passed.Contains(FilingState.Recommended), $"{_name}: filed without recommendation");
                Assert.True(filing.PublicityUntil < filing.DecidedOn && passed.Contains(FilingState.InPublicity), $"{_name}: filed before its publicity had ended");
                Assert.True(filing.Objections.TrueForAll(objection => objection.State == ObjectionState.Dismissed), $"{_name}: filed against an objection");
                if (filing.Purpose == Purpose.Renewal)
                    reached.Add(_dossier.Registrations.Exists(row => row.Terms.Exists(term => term.FilingId == filing.Id) && row.Terms.Count > 1) ? "renewed" : "renewed after lapse");
            }

            foreach (var registration in _dossier.Registrations)
            {
                reached.Add("registration." + registration.State);
                foreach (var term in registration.Terms)
                {
                    var next = term.UntilDay.AddDays(1);
                    Assert.True(term.FromDay.AddYears(_scheme.ValidYears) == next
                        || (term.FromDay is { Month: 2, Day: 29 } && next == new DateOnly(term.FromDay.Year + _scheme.ValidYears, 3, 1)),
                        string.Create(CultureInfo.InvariantCulture, $"{_name}: {term.FromDay:O} to {term.UntilDay:O} is not {_scheme.ValidYears} years"));
                }

                var terms = registration.Terms.OrderBy(term => term.FromDay).ToList();
                for (var i = 1; i < terms.Count; i++)
                    Assert.Equal(terms[i - 1].UntilDay.AddDays(1), terms[i].FromDay);
                if (registration.State == RegistrationState.Lapsed)
                    Assert.True(registration.LastTerm.UntilDay < _today, $"{_name}: lapsed early");
                Assert.True(!registration.IsLive || registration.LastTerm.UntilDay >= _today || _dossier.NextDue <= _today, $"{_name}: alive after its last day");
                Assert.Contains(_register, row => row.Id == registration.MembershipId);
            }

            foreach (var report in _dossier.Reports)
                reached.Add("report." + report.State);
            foreach (var change in _dossier.Changes)
                reached.Add("change." + change.State);
        }
    }

    /// <summary>A form that has everything the scheme asks for.</summary>
    internal static FilingForm CompleteForm(Scheme scheme) => new()
    {
        Facts = new()
        {
            Name = "示例图书馆",
            Kind = "公共图书馆",
            LegalForm = "事业单位",
            PlatformName = "示例知识产权服务平台",
            PlatformUrl = "https://ip.example",
            RecommenderName = "示例省知识产权局",
            ContactPost = "科长",
            Address = "示例路 1 号",
            Principal = "张三",
            PrincipalPost = "馆长",
            Contact = "李四",
            Phone = "021-1",
            Email = "a@example.org",
            Audience = "公众",
            ServiceItems = "咨询、检索"
        },
        Sections = scheme.Sections.ToDictionary(section => section.Id, section => string.Concat(Enumerable.Repeat("本馆设有检索室三间，配备检索分析工具，面向社会公众和创新主体提供知识产权信息公共服务。", 60))[..section.About]),
        People = [.. Enumerable.Range(0, 7).Select(i => new FormPerson { Name = $"人员{i}", FullTime = i < 5, Text = "从事检索分析多年" })],
        Cases = [.. Enumerable.Range(0, 1).Select(i => new FormCase { Title = $"案例{i}", When = "2025 年", Text = "成效明显" })],
        Answers = scheme.Conditions.ToDictionary(condition => condition.Id, _ => new FormAnswer(true, "见附件")),
        Opinion = "材料真实合法",
    };
}
