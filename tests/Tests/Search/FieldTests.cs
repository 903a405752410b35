using Microsoft.Extensions.Logging.Abstractions;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Postgres;
using Zhishu.Search.Replica;

namespace Zhishu.Tests.Search;

/// <summary>The fields for what is asked seldom, in both engines, by the names that people and forms give them.</summary>
[Collection(ServerCollection.Name)]
public sealed class FieldTests(TestServer hub)
{
    private static readonly QueryLanguage Language = new(TestHub.Reference);

    private static readonly string Records = string.Join('\n',
        """
        {"kind":"patent","office":"CN","number":"2019100000052","title":"甲装置","type":"invention","filingDate":"2019-01-02","status":"inForce",
         "publications":[{"number":"CN110000001A","date":"2019-07-01"}],
         "priorities":[{"country":"CN","number":"201810000001.2","date":"2018-02-06"},{"country":"US","number":"62/123,456","date":"2018-03-01"}],
         "classifications":[{"scheme":"ipc","symbol":"H01M10/0525","main":true},{"scheme":"ipc","symbol":"H01M4/131"},{"scheme":"cpc","symbol":"Y02E60/10"}],
         "parties":[{"role":"agency","name":"知远代理"},{"role":"agent","name":"张三丰"},{"role":"examiner","name":"Jürgen Müller"}],
         "citations":[{"text":"CN120000002A","patent":true},{"text":"US8926509B2","patent":true}],
         "events":[{"date":"2021-05-06","category":"partyChange","text":"专利权的转移"}]}

        {"kind":"patent","office":"CN","number":"2019100000067","title":"乙装置","type":"invention","filingDate":"2019-03-02","status":"ended","expiryDate":"2024-05-05",
         "publications":[{"number":"CN120000002A","date":"2019-08-01"}],
         "priorities":[{"country":"CN","number":"201810000001.2","date":"2018-02-06"},{"country":"US","number":"62123456","date":"2018-03-01"}],
         "classifications":[{"scheme":"ipc","symbol":"H01M4/131","main":true},{"scheme":"ipc","symbol":"H01M10/0525"}],
         "parties":[{"role":"agent","name":"李四"}],
         "events":[{"date":"2024-05-05","category":"cessation","text":"未缴年费"}]}

        {"kind":"patent","office":"US","number":"16123456","title":"Third device","type":"invention","filingDate":"2018-09-06",
         "publications":[{"number":"US8926509B2","date":"2020-01-07","grant":true}],
         "classifications":[{"scheme":"cpc","symbol":"H01M10/0525","main":true},{"scheme":"ipc","symbol":"H01M10/05"}],
         "family":["EP3500001A1","JP2019123456A"],
         "citations":[{"text":"CN110000001A","patent":true}],
         "parties":[{"role":"examiner","name":"Mueller, Anna"}]}

        {"kind":"patent","office":"EP","number":"EP18712345","title":"Fourth device","type":"invention","filingDate":"2018-10-01",
         "publications":[{"number":"EP3500001A1","date":"2019-06-19"}],
         "family":["US8926509B2"],
         "priorities":[{"country":null,"number":"","date":"2017-12-31"}]}
        """.Split("\n\n").Select(record => record.ReplaceLineEndings("")));

    [Fact]
    public async Task Both_engines_find_by_each_of_them()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("fields.jsonl", Records + "\n"));
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        using var replica = new Replica(scratch.Database, scratch.Records, scratch.Feed, scratch.Index, NullLogger<Replica>.Instance);
        await replica.FollowAsync(CancellationToken.None);
        ISearchEngine[] engines = [new PostgresEngine(scratch.Database, scratch.Index),
            new IndexEngine(replica, scratch.Index, scratch.Database, Microsoft.Extensions.Options.Options.Create(new HubOptions()))];
        (string Query, string Numbers)[] questions =
        [
            ("PR=CN201810000001.2", "2019100000052 2019100000067"), ("优先权号=CN201810000001", "2019100000052 2019100000067"),
            ("PR=US62/123,456", "2019100000052 2019100000067"), ("PR=62123456", "2019100000052 2019100000067"),
            ("PR=2018-02-06", "2019100000052 2019100000067"), ("PR=[2017 TO 2017]", "EP18712345"), ("PR>=2018-03", "2019100000052 2019100000067"),
            ("PR<2018", "EP18712345"), ("PR=CN2018*", "2019100000052 2019100000067"), ("NOT PR>=1900", "16123456"),
            ("CPC=Y02E60/10", "2019100000052"), ("CPC=H01M", "16123456"), ("CPC=Y02E60*", "2019100000052"), ("MC=H01M10/0525", "2019100000052"),
            ("主分类号=H01M 4/131", "2019100000067"), ("MC=H01M10", "16123456 2019100000052"), ("MC=H01M4*", "2019100000067"),
            ("IC=H01M10/05/low", "16123456 2019100000052 2019100000067"), ("IC=H01M10/052+", "2019100000052 2019100000067"),
            ("MC=H01M10/05/low", "16123456 2019100000052"), ("AT=张三丰", "2019100000052"), ("AG=张三丰", ""), ("AG=知远", "2019100000052"),
            ("张三丰", "2019100000052"), ("代理师=李四", "2019100000067"), ("EX=Müller", "16123456 2019100000052"), ("EX=mueller", "16123456 2019100000052"),
            ("EX=Muller", "2019100000052"), ("审查员=jurg*", "2019100000052"), ("EX=(jurgen NEAR/1 muller)", "2019100000052"),
            ("CT=CN120000002A", "2019100000052"), ("CT=201910000006.7", "2019100000052"), ("CT=US8926509", "2019100000052"),
            ("引用=US16/123,456", "2019100000052"), ("CT=CN110000001A", "16123456"), ("CT=CN999999999A", ""),
            ("CTB=CN110000001A", "16123456 2019100000067"), ("CTB=201910000005.2", "16123456 2019100000067"), ("被引=US8926509B2", "2019100000052"),
            ("CTB=CN120000002A", ""), ("FM=CN110000001A", "2019100000052 2019100000067"), ("同族=201910000006.7", "2019100000052 2019100000067"),
            ("FM=EP3500001", "16123456 EP18712345"), ("FM=JP2019123456A", "16123456"), ("FM=US8926509B2", "16123456 EP18712345"),
            ("OF=US", "16123456"), ("国家=中国", "2019100000052 2019100000067"), ("OF=(EP OR 美国)", "16123456 EP18712345"), ("受理局=欧洲", "EP18712345"),
            ("ED=2024-05-05", "2019100000067"), ("ED=[2039 TO *]", "2019100000052"), ("届满日<2030", "2019100000067"), ("ED=2038-10-01", "EP18712345"),
            ("EV=转移", "2019100000052"), ("EV=著录项变更与转让", "2019100000052"), ("EV=未缴年费 AND EVD=2024", "2019100000067"),
            ("EVD=[2021 TO 2022]", "2019100000052"), ("EV=(专利权 NEAR/2 转移)", "2019100000052"), ("EV=转?", "2019100000052"),
            ("NOT EV=转移", "16123456 2019100000067 EP18712345"), ("法律事件=权利终止", "2019100000067"),
        ];
        var wrong = new List<string>();
        foreach (var (query, numbers) in questions)
        {
            var parsed = Language.Parse(query);
            foreach (var engine in engines)
            {
                var found = parsed.Node is null ? []
                    : await scratch.Records.GetAsync((await engine.FindAsync(SearchRequest.All(parsed.Node) with { Size = 9 }, CancellationToken.None)).Ids, CancellationToken.None);
                var told = parsed.Fault?.Message.Zh ?? string.Join(' ', found.Select(stored => stored.Record.Number).Order(StringComparer.Ordinal));
                if (told != numbers)
                    wrong.Add($"{engine.GetType().Name} {query}: {told} instead of {numbers}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_hub_of_an_earlier_version_gets_them_from_the_feed()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(scratch.File("fields.jsonl", Records + "\n"));
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);

        // As the schema file leaves it: nothing beside the rows, and the feed from its beginning.
        await scratch.ScalarAsync<object>(
            "with more as (delete from search.more), bare as (update search.entry set office = null, expires = null, agent = '') update search.cursor set seq = 0 where name = 'entry' returning 1");
        var engine = new PostgresEngine(scratch.Database, scratch.Index);
        var request = SearchRequest.All(Language.Parse("OF=CN AND PR>=2018").Node!);
        Assert.Equal(0, (await engine.FindAsync(request, CancellationToken.None)).Total);
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        Assert.Equal(2, (await engine.FindAsync(request, CancellationToken.None)).Total);
        Assert.Equal(4, await scratch.ScalarAsync<long>("select count(*) from search.entry"));
    }

    [Fact]
    public void What_is_not_known_of_the_hierarchy_is_told()
    {
        Assert.Contains("H01M2/10", Assert.Single(Language.Parse("IC=H01M2/10/low").Notes).Zh);
        Assert.Empty(Language.Parse("IC=H01M10/0525/low OR IC=H01M10/00/low").Notes);
        Assert.Equal(["H01M10/0566", "H01M10/0567", "H01M10/0568", "H01M10/0569"], ((QueryNode.Symbol)Language.Parse("IC=H01M10/0564/low").Node!).Below.Skip(1));
        Assert.Equal(["H01M10/0567", "H01M10/0568", "H01M10/0569"], ((QueryNode.Symbol)Language.Parse("IC=H01M10/0566+").Node!).Below);
    }
}
