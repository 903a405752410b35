using System.Globalization;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Analysis.Charts;

/// <summary>Counts a whole result in all the ways that the analysis shows. Nothing is estimated or sampled.</summary>
internal sealed class ChartMaker(ISearchEngine engine, ReferenceData reference, Industries industries)
{
    private const int TopNames = 20;
    private const int TopClasses = 60;
    private const int TopInHeat = 8;
    private const int TopPairs = 60;
    private const int MostTallies = 20_000;

    private static readonly (string Code, Func<ChartMaker, SearchQuestion, ISearchCounts, CancellationToken, Task<IEnumerable<Chart>>> Make)[] Makers =
    [
        ("trend", (maker, question, counts, ct) => maker.TrendAsync(question, counts, ct)),
        ("applicants", (maker, question, counts, ct) => maker.TopAsync(question, counts, "applicants", new("主要申请人"), Facet.Applicant, ChartForm.Bars, TopNames, ct)),
        ("inventors", (maker, question, counts, ct) => maker.TopAsync(question, counts, "inventors", new("主要发明（设计）人"), Facet.Inventor, ChartForm.Bars, TopNames, ct)),
        ("regions", (maker, question, counts, ct) => maker.RegionsAsync(question, counts, ct)),
        ("cities", (maker, question, counts, ct) => maker.TopAsync(question, counts, "cities", new("主要城市"), Facet.City, ChartForm.Bars, TopNames, ct)),
        ("classes", (maker, question, counts, ct) => maker.ClassesAsync(question, counts, ct)),
        ("nice", (maker, question, counts, ct) => maker.TopAsync(question, counts, "nice", new("尼斯分类"), Facet.Nice, ChartForm.Bars, 45, ct)),
        ("status", (maker, question, counts, ct) => maker.TopAsync(question, counts, "status", new("法律状态"), Facet.Status, ChartForm.Pie, 10, ct)),
        ("types", (maker, question, counts, ct) => maker.TopAsync(question, counts, "types", new("Types|类型"), Facet.Type, ChartForm.Pie, 20, ct)),
        ("technology", (maker, question, counts, ct) => maker.TechnologyAsync(question, counts, ct)),
        ("network", (maker, question, counts, ct) => maker.NetworkAsync(question, counts, ct)),
        ("lifecycle", (maker, question, counts, ct) => maker.LifeCycleAsync(question, counts, ct)),
        ("keywords", (maker, question, counts, ct) => maker.TopAsync(question, counts, "keywords", new("主题词"), Facet.Keyword, ChartForm.Bars, 40, ct)),
        ("industries", (maker, question, counts, ct) => maker.IndustriesAsync(question, counts, ct)),
    ];

    /// <summary>Names of the charts.</summary>
    public static IEnumerable<string> Codes => Makers.Select(maker => maker.Code).Append("growth");

    /// <summary>All charts that have something to show, in their order.</summary>
    public async Task<IReadOnlyList<Chart>> AllAsync(SearchQuestion question, ISearchCounts counts, CancellationToken ct)
    {
        var charts = new List<Chart>();
        foreach (var (_, make) in Makers)
            charts.AddRange(await make(this, question, counts, ct));
        return charts;
    }

    /// <summary>One chart; null when there is none of the name or it has nothing to show.</summary>
    public async Task<Chart?> OneAsync(SearchQuestion question, string code, CancellationToken ct)
    {
        var maker = Array.Find(Makers, maker => maker.Code == (code == "growth" ? "trend" : code));
        if (maker.Make is null)
            return null;
        await using var counts = await engine.OpenAsync(question.Request, ct);
        return (await maker.Make(this, question, counts, ct)).FirstOrDefault(chart => chart.Code == code);
    }

    /// <summary>Applications of each year, for comparisons.</summary>
    public static async Task<IReadOnlyDictionary<int, long>> ByYearAsync(ISearchCounts counts, CancellationToken ct) =>
        (await counts.TallyAsync([Facet.FilingYear], 300, ct)).ToDictionary(tally => int.Parse(tally.Values[0], CultureInfo.InvariantCulture), tally => tally.Count);

    private static string Records => Lang.T("记录数");

    private async Task<IEnumerable<Chart>> TopAsync(SearchQuestion question, ISearchCounts counts, string code, Bilingual title, Facet facet, ChartForm form, int size, CancellationToken ct)
    {
        var tallies = await counts.TallyAsync([facet], size, ct);
        if (tallies.Count == 0)
            return [];
        var rows = tallies.Select(tally => Row(question, facet, tally)).ToList();
        var (first, sum) = (rows[0], tallies.Sum(tally => tally.Count));
        var summary = form == ChartForm.Pie
            ? string.Join(Lang.T("，"), rows.Take(4).Select(row => $"{row.Label} {row.Values[0]:N0}（{row.Values[0] / sum:P1}）")) + Lang.T("。")
            : Lang.T($"居首的是{first.Label}，{first.Values[0]:N0} 件")
            + (rows.Count > 1 ? Lang.T($"；其次是{rows[1].Label}，{rows[1].Values[0]:N0} 件。") : Lang.T("。"));
        return [new(code, title, form, [facet.Label().ToString(), Records], rows, summary)];
    }

    private ChartRow Row(SearchQuestion question, Facet facet, Tally tally) =>
        new(tally.Values[0], FacetValues.LabelOf(facet, tally.Values[0], reference), [tally.Count], question.With(facet, tally.Values[0]));

    private async Task<IEnumerable<Chart>> TrendAsync(SearchQuestion question, ISearchCounts counts, CancellationToken ct)
    {
        var byYear = new Dictionary<Facet, Dictionary<int, long>>();
        foreach (var facet in new[] { Facet.FilingYear, Facet.PublicationYear, Facet.GrantYear })
            byYear[facet] = (await counts.TallyAsync([facet], 300, ct)).ToDictionary(tally => int.Parse(tally.Values[0], CultureInfo.InvariantCulture), tally => tally.Count);
        var years = byYear.Values.SelectMany(count => count.Keys).ToList();
        if (years.Count == 0)
            return [];
        var all = Enumerable.Range(years.Min(), years.Max() - years.Min() + 1).ToList();
        string Year(int year) => year.ToString(CultureInfo.InvariantCulture);
        double Count(Facet facet, int year) => byYear[facet].GetValueOrDefault(year);
        var filed = byYear[Facet.FilingYear];
        var trend = new Chart("trend", new("申请、公开与授权趋势"), ChartForm.Lines,
            [Lang.T("年份"), Lang.T("申请"), Lang.T("公开"), Lang.T("授权（注册）")],
            [.. all.Select(year => new ChartRow(Year(year),
                Year(year), [Count(Facet.FilingYear, year), Count(Facet.PublicationYear, year), Count(Facet.GrantYear, year)], question.With(Facet.FilingYear, Year(year))))],
            filed.Count == 0 ? "" : Lang.T(
                $"{filed.Keys.Min()} 至 {filed.Keys.Max()} 年共申请 {filed.Values.Sum():N0} 件，{filed.MaxBy(pair => pair.Value).Key} 年最多，为 {filed.Values.Max():N0} 件。"))
        {
            Note = Lang.T("发明专利申请满十八个月公布，最近两年的申请尚未全部公开。"),
        };
        if (filed.Count < 2)
            return [trend];
        var growth = Enumerable.Range(filed.Keys.Min(), filed.Keys.Max() - filed.Keys.Min() + 1)
            .Select(year => (Year: year, Now: Count(Facet.FilingYear, year), Before: Count(Facet.FilingYear, year - 1)))
            .Select(row => new ChartRow(Year(row.Year), Year(row.Year), [row.Now, row.Before > 0
            ? Math.Round((row.Now - row.Before) / row.Before * 100, 1) : null], question.With(Facet.FilingYear, Year(row.Year))))
            .ToList();
        return [trend, new("growth", new("申请量年增长率"), ChartForm.Lines, [Lang.T("年份"), Lang.T("申请"), Lang.T("增长率 %")], growth, "")];
    }

    private async Task<IEnumerable<Chart>> RegionsAsync(SearchQuestion question, ISearchCounts counts, CancellationToken ct) =>
        (await TopAsync(question, counts, "regions", new("地区分布"), Facet.Region, ChartForm.Tiles, 40, ct))
        .Select(chart => chart with { Note = Lang.T("按第一申请人地址。") });

    private async Task<IEnumerable<Chart>> ClassesAsync(SearchQuestion question, ISearchCounts counts, CancellationToken ct) =>
        (await TopAsync(question, counts, "classes", new("技术构成（IPC 小类）"), Facet.Ipc, ChartForm.TreeMap, TopClasses, ct)).Select(chart => chart with
        {
            Columns = [chart.Columns[0], Lang.T("部"), Records],
            Rows = [.. chart.Rows.Select(row => row with { Second = reference.Ipc.TitleOf(row.Key[..1]) is var title ? $"{row.Key[0]} {title}" : "" })],
            Note = Lang.T("一件记录有几个小类，就在几个小类中各计一次。"),
        });

    private async Task<IEnumerable<Chart>> TechnologyAsync(SearchQuestion question, ISearchCounts counts, CancellationToken ct)
    {
        var top = (await counts.TallyAsync([Facet.Ipc], TopInHeat, ct)).Select(tally => tally.Values[0]).ToList();
        var tallies = (await counts.TallyAsync([Facet.Ipc, Facet.FilingYear], MostTallies, ct)).Where(tally => top.Contains(tally.Values[0])).ToList();
        if (tallies.Count == 0)
            return [];
        var rows = tallies.OrderBy(tally => top.IndexOf(tally.Values[0])).ThenBy(tally => tally.Values[1], StringComparer.Ordinal)
            .Select(tally => new ChartRow(tally.Values[0], FacetValues.LabelOf(Facet.Ipc, tally.Values[0], reference), [tally.Count],
            question.With(Facet.Ipc, tally.Values[0]) + "&filed=" + tally.Values[1])
            { Second = tally.Values[1] })
            .ToList();
        return [new("technology", new("技术年度分布"), ChartForm.Heat, [Lang.T("IPC 小类"), Lang.T("申请年"), Records], rows,
            Lang.T($"记录最多的 {top.Count} 个小类在各年的申请量。"))];
    }

    private async Task<IEnumerable<Chart>> NetworkAsync(SearchQuestion question, ISearchCounts counts, CancellationToken ct)
    {
        var pairs = await counts.TallyAsync([Facet.Applicant, Facet.Applicant], TopPairs, ct);
        if (pairs.Count == 0)
            return [];
        var first = pairs[0];
        return [new("network", new("共同申请网络"), ChartForm.Network, [Lang.T("申请人"), Lang.T("共同申请人"), Records],
            [.. pairs.Select(pair => new ChartRow(pair.Values[0], pair.Values[0], [pair.Count], null) { Second = pair.Values[1] })],
            Lang.T($"共同申请最多的是{first.Values[0]}与{first.Values[1]}，{first.Count:N0} 件。"))];
    }

    private async Task<IEnumerable<Chart>> LifeCycleAsync(SearchQuestion question, ISearchCounts counts, CancellationToken ct)
    {
        var applicants = (await counts.DistinctAsync(Facet.FilingYear, Facet.Applicant, ct)).ToDictionary(tally => tally.Values[0], tally => tally.Count);
        var filed = await counts.TallyAsync([Facet.FilingYear], 300, ct);
        if (filed.Count < 3)
            return [];
        return [new("lifecycle", new("技术生命周期"), ChartForm.Lines, [Lang.T("年份"), Lang.T("申请量"), Lang.T("申请人数")],
            [.. filed.OrderBy(tally => tally.Values[0], StringComparer.Ordinal)
                .Select(tally => new ChartRow(tally.Values[0], tally.Values[0], [tally.Count, applicants.GetValueOrDefault(tally.Values[0])], question.With(Facet.FilingYear, tally.Values[0])))],
            Lang.T("申请量与申请人数同升为成长期，持平为成熟期，同降为衰退期。"))];
    }

    private async Task<IEnumerable<Chart>> IndustriesAsync(SearchQuestion question, ISearchCounts counts, CancellationToken ct)
    {
        var tallies = await counts.TallyAsync([Facet.Ipc], 1000, ct);
        var rows = tallies.Select(tally => (Industry: industries.Of(tally.Values[0]), Ipc: tally.Values[0], tally.Count))
            .Where(row => row.Industry is not null)
            .GroupBy(row => row.Industry!)
            .Select(group => new ChartRow(group.Key, $"{group.Key} {reference.Industries.TitleOf(group.Key)}", [group.Sum(row => row.Count)],
                group.Count() <= 50 ? question.With(Facet.Ipc, [.. group.Select(row => row.Ipc)]) : null))
            .OrderByDescending(row => row.Values[0])
            .Take(TopNames)
            .ToList();
        if (rows.Count == 0)
            return [];
        return [new("industries", new("国民经济行业（由 IPC 推得）"), ChartForm.Bars, [Lang.T("行业大类"), Lang.T("分类次数")], rows,
            Lang.T($"居首的是{rows[0].Label}。"))
        {
            Note = Lang.T("由 IPC 小类按随附对照表（按主题对应，非官方对照表，可替换）折算为 GB/T 4754-2017 大类；一件记录有几个小类就计几次。"),
        }];
    }
}
