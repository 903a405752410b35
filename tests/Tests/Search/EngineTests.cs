using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Tests.Search;

/// <summary>What every engine must answer: hit for hit what the oracle says.</summary>
[Collection(HubCollection.Name)]
public sealed class EngineTests(TestHub hub)
{
    private static readonly Dictionary<Facet, IReadOnlyList<string>> NoFilters = [];

    private ISearchEngine Engine => hub.Services.GetRequiredService<ISearchEngine>();

    private QueryLanguage Language => hub.Services.GetRequiredService<QueryLanguage>();

    private static SearchRequest Ask(QueryNode node, int from = 0, int size = 100, SearchSort sort = SearchSort.DateDescending, params Facet[] facets) =>
        new(node, NoFilters, sort, from, size, facets);

    [Theory]
    [InlineData("锂离子电池")]
    [InlineData("池")]
    [InlineData("龘")]
    [InlineData("电 池")]
    [InlineData("wireless sensor")]
    [InlineData("\"wireless physiological sensor\"")]
    [InlineData("\"sensor wireless\"")]
    [InlineData("TI=电池 NOT TI=装置")]
    [InlineData("CL=支撑架 OR AB=有效期届满")]
    [InlineData("TI=(焊接 OR 打磨) AND PA=大学 AND LS=有效")]
    [InlineData("申请人=郑州恒拓")]
    [InlineData("发明人=王建国 OR 代理机构=知远")]
    [InlineData("IC=H01M")]
    [InlineData("IC=H01M10")]
    [InlineData("IC=H01M10/0525")]
    [InlineData("IC=13 OR NC=9")]
    [InlineData("AD=2020-06 NOT PD=2020")]
    [InlineData("GD=2021 AND RG=河南")]
    [InlineData("RG=深圳 AND TY=发明")]
    [InlineData("LS=未缴年费")]
    [InlineData("CN202223220665.2")]
    [InlineData("PN=CN218751475U")]
    [InlineData("PN=CN218751475")]
    [InlineData("AN=CN218751475U")]
    [InlineData("NOT 一种")]
    [InlineData("鋰離子電池 AND ＬＳ＝有效")]
    [InlineData("TY=文字商标 AND NC=30")]
    [InlineData("茶 NOT (TY=发明 OR TY=实用新型)")]
    [InlineData("AD=[2020-03 TO 2020-09] AND GD>2021-06-30")]
    [InlineData("AD<2007 OR PD>=2026")]
    [InlineData("NC=[8 TO 12] NOT NC=9")]
    [InlineData("wire*")]
    [InlineData("TI=*ess OR TI=s?stem*")]
    [InlineData("锂*电池")]
    [InlineData("TI=双?散热")]
    [InlineData("PA=*恒拓*有限公司")]
    [InlineData("IC=H01M1*")]
    [InlineData("IC=A6*")]
    [InlineData("PN=CN1990001*")]
    [InlineData("AN=20221900*")]
    [InlineData("(锂电池 OR 电池) NEAR/5 (隔膜 OR 极耳)")]
    [InlineData("电池 NEAR/3 隔膜 NEAR/3 涂层")]
    [InlineData("(电池 NEAR/3 隔膜) NEAR/10 涂层")]
    [InlineData("(电池 NEAR/8 隔膜) NEAR/10 极耳")]
    [InlineData("锂电池 PRE/9 (隔膜 OR (极耳 PRE/2 焊接))")]
    [InlineData("TI=((电池 OR 电芯) PRE/3 (隔膜 NEAR/2 涂*))")]
    [InlineData("IC=H01M 10/0525")]
    [InlineData("IC=H01M10/0525(2010.01)")]
    [InlineData("IC=H01M10/052/low")]
    [InlineData("锂电池 not 隔膜")]
    [InlineData("锂电池 or 隔膜")]
    [InlineData("鋰電池")]
    [InlineData("\"电池、隔膜\"")]
    [InlineData("\"电池*隔膜\"")]
    [InlineData("\"truck-wheeled\"")]
    [InlineData("US2005004437A1")]
    [InlineData("US20050004437A1")]
    [InlineData("MC=H01M10")]
    [InlineData("MC=H01M1*")]
    [InlineData("CPC=H")]
    [InlineData("OF=(US OR 中国)")]
    [InlineData("ED=[2035 TO *]")]
    [InlineData("EV=授权")]
    [InlineData("EVD=2021 AND EV=公布")]
    [InlineData("AT=王")]
    [InlineData("AG=王")]
    [InlineData("EX=*son")]
    [InlineData("PR>=2000")]
    [InlineData("PR<2000")]
    [InlineData("TAC=(电池 NEAR/3 隔膜) NOT DE=涂层")]
    [InlineData("FT=电池 AND TA=隔膜")]
    [InlineData("PA=(大学 NEAR/3 河南)")]
    [InlineData("sensor NEAR/3 system*")]
    [InlineData("physiological PRE/0 sensor")]
    [InlineData("sensor PRE/0 physiological")]
    [InlineData("TI=(wireless PRE/1 patches)")]
    [InlineData("隔膜 NEAR/8 极耳")]
    [InlineData("隔膜 PRE/20 极耳")]
    [InlineData("AB=焊接装置 NEAR/0 属于")]
    [InlineData("TI=(快充* NEAR/2 电池)")]
    [InlineData("CPU NEAR/1 模块")]
    [InlineData("")]
    public async Task The_engine_agrees_with_the_oracle_hit_for_hit(string query) => await AgreeAsync(query);

    [Fact]
    public async Task The_laws_of_logic_hold()
    {
        var random = new Random(11);
        var all = await AllAsync();
        async Task<long> TotalAsync(string query) => (await Engine.FindAsync(Ask(Language.Parse(query).Node!, size: 0), CancellationToken.None)).Total;
        for (var i = 0; i < 25; i++)
        {
            var (a, b) = (RandomQuery(random, all, 1), RandomQuery(random, all, 1));
            var (either, both) = (await TotalAsync($"({a}) OR ({b})"), await TotalAsync($"({a}) AND ({b})"));
            Assert.Equal(0, await TotalAsync($"({a}) NOT ({a})"));
            Assert.Equal(all.Count, await TotalAsync($"({a}) OR NOT ({a})"));
            Assert.Equal(await TotalAsync(a) + await TotalAsync(b), either + both);
            Assert.Equal(await TotalAsync(a), both + await TotalAsync($"({a}) NOT ({b})"));
        }
    }

    [Fact]
    public async Task And_on_queries_that_nobody_wrote()
    {
        var random = new Random(7);
        var all = await AllAsync();
        for (var i = 0; i < (Night.IsNow ? 300 : 16); i++)
            await AgreeAsync(RandomQuery(random, all, depth: 2));
    }

    private async Task AgreeAsync(string query)
    {
        var parsed = Language.Parse(query);
        Assert.True(parsed.Fault is null, $"{query}: {parsed.Fault}");
        var oracle = _oracle ??= new Oracle(hub.Services.GetRequiredService<SearchIndex>().Lexicon);
        var expected = (await AllAsync()).Where(stored => oracle.Holds(stored.Record, parsed.Node!)).Select(stored => stored.Id).ToHashSet();
        var found = new HashSet<Guid>();
        long total;
        do
        {
            var page = await Engine.FindAsync(Ask(parsed.Node!, found.Count), CancellationToken.None);
            total = page.Total;
            Assert.True(page.Ids.All(found.Add), $"{query}: a record came twice");
            Assert.True(page.Ids.Count == Math.Min(100, total - found.Count + page.Ids.Count), query);
        }
        while (found.Count < Math.Min(total, 300));
        Assert.True(total == expected.Count, $"{query}: {total} instead of {expected.Count}");
        Assert.True(found.IsSubsetOf(expected), query);
    }

    private static string RandomQuery(Random random, IReadOnlyList<StoredRecord> all, int depth)
    {
        if (depth > 0 && random.Next(3) > 0)
        {
            var (left, right) = (RandomQuery(random, all, depth - 1), RandomQuery(random, all, depth - 1));
            return random.Next(3) switch { 0 => $"({left}) AND ({right})", 1 => $"({left}) OR ({right})", _ => $"({left}) NOT ({right})" };
        }

        var record = all[random.Next(all.Count)].Record;
        string Part(string? text)
        {
            if (text is not { Length: > 2 })
                return "电池";
            var start = random.Next(text.Length - 1);
            var part = text.Substring(start, random.Next(1, Math.Min(8, text.Length - start) + 1)).Replace('"', ' ');
            return part.Any(char.IsLetterOrDigit) ? part : "电";
        }

        string Han(string? text) => new string([.. (text ?? "").Where(c => c is >= '\u4E00' and <= '\u9FA5')]) is { Length: > 3 } han
            && random.Next(han.Length - 2) is var at ? han.Substring(at, 2) : "电池";
        return random.Next(13) switch
        {
            9 => $"{Han(record.Abstract)} NEAR/{random.Next(12)} {Han(record.Abstract)}",
            10 => $"TI=({Han(record.Title)} PRE/{random.Next(6)} {Han(record.Title)})",
            11 => $"{Han(record.Abstract)}{(random.Next(2) == 0 ? "*" : "?")}{Han(record.Abstract)}",
            12 => $"AD=[{record.FilingDate:yyyy-MM-dd} TO {record.FilingDate?.AddDays(90):yyyyMMdd}]",
            0 => $"\"{Part(record.Title)}\"",
            1 => $"TI=\"{Part(record.Title)}\"",
            2 => $"AB=\"{Part(record.Abstract)}\"",
            3 => $"\"{Part(record.Abstract)}\"",
            4 => $"PA=\"{Part(record.Parties[0].Name)}\"",
            5 => $"AD={record.FilingDate:yyyy-MM}",
            6 when record.Classifications.FirstOrDefault(symbol => symbol.Scheme == "ipc") is { } symbol => $"IC={symbol.Symbol[..random.Next(3, 5)]}",
            7 when record.Region is { } region => $"RG={region[..2]}",
            _ => $"LS={record.Status.Label().Zh.Replace("状态", "", StringComparison.Ordinal)}",
        };
    }

    [Fact]
    public async Task Facets_count_the_whole_result_and_their_own_choice_does_not_narrow_them()
    {
        var all = (await AllAsync()).Where(stored => stored.Record.Title.Contains("电池", StringComparison.Ordinal)).Select(stored => stored.Record).ToList();
        var filters = new Dictionary<Facet, IReadOnlyList<string>> { [Facet.Status] = ["inForce"], [Facet.Region] = ["44", "32"] };
        var node = new QueryNode.Text(QueryField.Title, "电池");
        var result = await Engine.FindAsync(new(node, filters, SearchSort.Relevance, 0, 10, [.. FacetValues.InOrder]), CancellationToken.None);
        bool Place(IpRecord record) => record.Region?[..2] is "44" or "32";
        bool Alive(IpRecord record) => record.Status == LegalStatus.InForce;
        Assert.Equal(all.Count(record => Place(record) && Alive(record)), result.Total);
        Same(all.Where(Place).GroupBy(record => record.Status.Code()), Facet.Status);
        Same(all.Where(Alive).GroupBy(record => record.Region![..2]), Facet.Region);
        Same(all.Where(record => Place(record) && Alive(record)).GroupBy(record => record.FilingDate!.Value.Year.ToString()), Facet.Year);
        Same(all.Where(record => Place(record) && Alive(record))
            .SelectMany(record => record.Classifications.Where(symbol => symbol.Scheme == "ipc").Select(symbol => symbol.Symbol[..4]).Distinct()).GroupBy(code => code), Facet.Ipc);
        Same(all.Where(record => Place(record) && Alive(record))
            .SelectMany(record => record.Parties.Where(party => party.Role == PartyRole.Applicant).Select(party => party.Name).Distinct()).GroupBy(name => name), Facet.Applicant);

        void Same<T>(IEnumerable<IGrouping<string, T>> groups, Facet facet)
        {
            var counted = result.Facets[facet];
            var expected = groups.ToDictionary(group => group.Key, group => (long)group.Count());
            Assert.Equal(Math.Min(expected.Count, facet == Facet.Year ? 60 : 20), counted.Count);
            Assert.All(counted, count => Assert.Equal(expected[count.Value], count.Count));
            if (facet != Facet.Year)
                Assert.Equal(expected.Values.OrderDescending().Take(20), counted.Select(count => count.Count));
        }
    }

    [Theory]
    [InlineData(SearchSort.Relevance)]
    [InlineData(SearchSort.DateAscending)]
    [InlineData(SearchSort.DateDescending)]
    public async Task Pages_follow_each_other_without_gaps_or_repeats(SearchSort sort)
    {
        var node = new QueryNode.Text(QueryField.Any, "装置");
        var whole = new List<Guid>();
        for (var from = 0; from < 600; from += 100)
            whole.AddRange((await Engine.FindAsync(Ask(node, from, 100, sort), CancellationToken.None)).Ids);
        var again = new List<Guid>();
        for (var from = 0; from < 600; from += 30)
            again.AddRange((await Engine.FindAsync(Ask(node, from, 30, sort), CancellationToken.None)).Ids);
        Assert.Equal(whole, again);
        Assert.Equal(600, whole.Distinct().Count());
        var dates = (await hub.Services.GetRequiredService<RecordStore>().GetAsync(whole, CancellationToken.None)).ToDictionary(stored => stored.Id, stored => stored.Record.FilingDate!.Value);
        if (sort == SearchSort.DateAscending)
            Assert.Equal(whole.Select(id => dates[id]).Order(), whole.Select(id => dates[id]));
        if (sort == SearchSort.DateDescending)
            Assert.Equal(whole.Select(id => dates[id]).OrderDescending(), whole.Select(id => dates[id]));
    }

    [Fact]
    public async Task Hits_in_the_title_come_first()
    {
        var service = hub.Services.GetRequiredService<SearchService>();
        var page = await service.FindAsync(Ask(new QueryNode.Text(QueryField.Any, "隔膜"), size: 20, sort: SearchSort.Relevance), CancellationToken.None);
        Assert.True(page.Total > 20);
        Assert.All(page.Hits.Take(5), hit => Assert.Contains("隔膜", hit.Record.Title, StringComparison.Ordinal));
        Assert.Contains(page.Hits[0].Title, part => part is { Hit: true, Text: "隔膜" });
    }

    [Fact]
    public async Task The_index_follows_changes_and_removals()
    {
        await using var scratch = await hub.ScratchAsync();
        var engine = new Zhishu.Search.Postgres.PostgresEngine(scratch.Database, scratch.Index);
        async Task<long> CountAsync(string word)
        {
            await scratch.Index.CatchUpAsync(null, CancellationToken.None);
            return (await engine.FindAsync(Ask(new QueryNode.Text(QueryField.Any, word)), CancellationToken.None)).Total;
        }

        await scratch.ImportAsync(scratch.File("a.csv", "申请号,专利名称\nCN202210000001.0,一种旧盒\nCN202210000002.5,一种旧箱\n"));
        Assert.Equal(2, await CountAsync("旧"));
        await scratch.ImportAsync(scratch.File("b.csv", "申请号,专利名称\nCN202210000001.0,一种新盒\n"));
        Assert.Equal((1, 1), (await CountAsync("旧"), await CountAsync("新盒")));
        Assert.Equal(2, await scratch.Index.RebuildAsync(null, CancellationToken.None));
        Assert.Equal((1, 1), (await CountAsync("旧"), await CountAsync("新")));
        await scratch.ScalarAsync<object>(
            "with gone as (delete from records.record where number = '2022100000025' returning *) insert into records.changes (record_id, kind, office, "
            + "number, version, deleted) select id, kind, office, number, version, true from gone returning 1");
        Assert.Equal(0, await CountAsync("旧"));
    }

    private static IReadOnlyList<StoredRecord>? _all;
    private static Oracle? _oracle;

    private async Task<IReadOnlyList<StoredRecord>> AllAsync()
    {
        if (_all is not null)
            return _all;
        var store = hub.Services.GetRequiredService<RecordStore>();
        var all = new List<StoredRecord>();
        while (await store.PageAsync([], all.Count == 0 ? Guid.Empty : all[^1].Id, 2000, CancellationToken.None) is { Count: > 0 } page)
            all.AddRange(page);
        return _all = all;
    }
}
