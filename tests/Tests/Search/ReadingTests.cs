using Microsoft.Extensions.DependencyInjection;
using Zhishu.Search;
using Zhishu.Search.Reading;
using Zhishu.Search.Similarity;
using Zhishu.Search.Words;

namespace Zhishu.Tests.Search;

/// <summary>How plain questions are understood.</summary>
[Collection(HubCollection.Name)]
public sealed class ReadingTests(TestHub hub)
{
    private static readonly Lexicon Lexicon = new(TestHub.Reference);

    private Task<QueryReading> ReadAsync(string query, bool exact = false) => hub.Services.GetRequiredService<QueryReader>().ReadAsync(query, exact, cql: false, CancellationToken.None);

    [Theory]
    [InlineData("CN202223220665.2", ReadAs.Number)]
    [InlineData("US 8,926,509 B2", ReadAs.Number)]
    [InlineData("H01M10/0525", ReadAs.Symbol)]
    [InlineData("g06f", ReadAs.Symbol)]
    [InlineData("中科大数据研究院", ReadAs.Applicant)]
    [InlineData("zhengzhouhengtuo", ReadAs.Applicant)]
    [InlineData("隔膜涂覆", ReadAs.Phrase)]
    public async Task A_single_part_is_recognised(string query, ReadAs expected) => Assert.Equal(expected, Assert.Single((await ReadAsync(query)).Terms).As);

    [Fact]
    public async Task A_long_question_becomes_words_and_says_so()
    {
        var reading = await ReadAsync("高温下如何防止锂电池隔膜收缩");
        Assert.Equal(["高温", "防止", "锂电池", "隔膜", "收缩"], reading.Terms.Where(term => term.As == ReadAs.Word).Select(term => term.Text));
        Assert.Equal(["下", "如何"], reading.Terms.Where(term => term.As == ReadAs.Ignored).Select(term => term.Text));
        Assert.Equal(3, reading.AtLeast);
        Assert.Contains("锂离子电池", reading.Terms.Single(term => term.Text == "锂电池").Also);
        Assert.Contains("lithium-ion battery", reading.Terms.Single(term => term.Text == "锂电池").Across);
        Assert.True(reading.IsInterpreted);
    }

    [Theory]
    [InlineData("高温不收缩的锂电池隔膜", "不收缩", "无收缩", "防收缩", "抗收缩")]
    [InlineData("不易变形的轮毂是什么材料", "不易变形", "不变形", "抗变形")]
    [InlineData("用什么材料做没有异味的地板", "没有异味", "无异味", "不含异味")]
    [InlineData("coating without solvent for a pipe", "without solvent", "solvent free", "non solvent")]
    public async Task What_a_sentence_denies_is_read_as_one(string query, string denied, params string[] also)
    {
        var reading = await ReadAsync(query);
        var term = Assert.Single(reading.Terms, term => term.Text == denied);
        Assert.Equal(ReadAs.Word, term.As);
        Assert.All(also, other => Assert.Contains(other, term.Also));
        Assert.DoesNotContain(reading.Terms, other => other.As == ReadAs.Ignored && denied.StartsWith(other.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_denies_stands_first_among_records_that_do_not()
    {
        await using var scratch = await hub.ScratchAsync();
        var rows = Enumerable.Range(0, 30).Select(i => $"2024100001{i:D2}.{PatentCheck($"2024100001{i:D2}")},一种锂电池隔膜{(char)('甲' + i)},该锂电池隔膜在高温下收缩，收缩率大。")
            .Append($"202410000200.{PatentCheck("202410000200")},一种锂电池隔膜,该锂电池隔膜在高温下无收缩。");
        await scratch.ImportAsync(scratch.File("denied.csv", "申请号,专利名称,摘要\n" + string.Join('\n', rows) + "\n"));
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        await using var services = scratch.Serve(new(), TimeProvider.System);
        var reading = await services.GetRequiredService<QueryReader>().ReadAsync("高温不收缩的锂电池隔膜", exact: false, cql: false, CancellationToken.None);
        var request = SearchRequest.All(reading.Node!) with { Sort = SearchSort.Relevance, Size = 5 };
        var found = await services.GetRequiredService<SearchService>().FindAsync(request, CancellationToken.None);
        Assert.Equal(31, found.Total);
        Assert.Equal("202410000200", found.Hits[0].Record.Number[..12]);
    }

    private static char PatentCheck(string body) => Zhishu.Records.Numbers.PatentNumberParser.CheckCharacter(body);

    [Theory]
    [InlineData("\"锂电池\"")]
    [InlineData("TI=锂电池")]
    [InlineData("锂*")]
    public async Task Whoever_uses_the_language_is_taken_literally(string query)
    {
        var reading = await ReadAsync(query);
        Assert.Empty(reading.Terms);
        Assert.Equivalent(hub.Services.GetRequiredService<QueryLanguage>().Parse(query).Node, reading.Node);
    }

    [Fact]
    public async Task Exact_means_nothing_but_what_was_typed() =>
        Assert.Equal(new QueryNode.Text(QueryField.Any, "锂电池"), (await ReadAsync("锂电池", exact: true)).Node);

    [Fact]
    public async Task Any_text_is_read_without_a_crash()
    {
        var random = new Random(5);
        const string Alphabet = "锂电池的如何 abc123().,，。\"=*?H01M/公司方法装置AND OR";
        for (var i = 0; i < 300; i++)
        {
            var query = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            var reading = await ReadAsync(query);
            Assert.True(reading.Node is null != reading.Fault is null, query);
        }
    }

    [Theory]
    [InlineData("锂离子电迟", "锂离子电池")]
    [InlineData("汉接装置", "焊接 装置")]
    [InlineData("wireles", "wireless")]
    public async Task A_slip_of_the_pen_is_offered_corrected(string query, string expected)
    {
        var offers = await hub.Services.GetRequiredService<Corrections>().FindAsync(query, await ReadAsync(query), CancellationToken.None);
        Assert.NotEmpty(offers);
        Assert.Contains(offers, offer => offer.Query.Replace(" ", "", StringComparison.Ordinal) == expected.Replace(" ", "", StringComparison.Ordinal));
        Assert.All(offers, offer => Assert.True(offer.Total > 0));
    }

    [Theory]
    [InlineData("一种锂离子电池隔膜的制备方法", "一种|锂离子电池|隔膜|的|制备|方法")]
    [InlineData("南京市长江大桥", "南京市|长江大桥")]
    [InlineData("基于深度学习的图像识别方法", "基于|深度学习|的|图像识别|方法")]
    [InlineData("Lithium-ion Battery 模组", "lithium|ion|battery|模组")]
    [InlineData("", "")]
    public void Texts_are_cut_into_words(string text, string words) => Assert.Equal(words, string.Join('|', Lexicon.Segmenter.Words(text)));

    [Theory]
    [InlineData("重庆长安汽车", "chongqingchanganqiche", "cqcaqc")]
    [InlineData("厦门大学", "xiamendaxue", "xmdx")]
    [InlineData("华为3G", "huawei3G", "hw3")]
    public void Names_have_sounds(string name, string sound, string initials)
    {
        Assert.Equal(sound, Lexicon.Pinyin.Sound(name));
        Assert.Equal(initials, Lexicon.Pinyin.Initials(name));
    }

    [Theory]
    [InlineData("ningdeshidai", true)]
    [InlineData("xiamen", true)]
    [InlineData("wireless", false)]
    [InlineData("bang", false)]
    public void Letters_are_known_as_syllables(string letters, bool expected) => Assert.Equal(expected, Lexicon.Pinyin.IsSound(letters));

    [Theory]
    [InlineData("知枢", "知枢", true)]
    [InlineData("知枢", "智枢", true)] // the same sound
    [InlineData("知枢", "枢知", true)] // the same characters
    [InlineData("知枢", "知枢科技", true)] // inclusion
    [InlineData("KODAK", "kodac", true)]
    [InlineData("大白兔", "大白免", true)]
    [InlineData("abc", "axc", true)]
    [InlineData("知枢", "明月", false)]
    [InlineData("华光", "华夏", false)]
    [InlineData("listen", "silent", false)]
    public void Marks_are_similar_or_not(string one, string other, bool expected)
    {
        var marks = new MarkSimilarity(Lexicon);
        var (a, b) = (marks.Prepare(one), marks.Prepare(other));
        Assert.Equal(expected, MarkSimilarity.Score(a, b) > MarkSimilarity.Threshold);
        Assert.Equal(MarkSimilarity.Score(a, b), MarkSimilarity.Score(b, a), 9);
    }

    [Fact]
    public void Similar_marks_share_a_key()
    {
        var marks = new MarkSimilarity(Lexicon);
        var random = new Random(3);
        const string Characters = "知智枢书华花光广明abcdefgh";
        for (var i = 0; i < 100_000; i++)
        {
            string Name() => new([.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => Characters[random.Next(Characters.Length)])]);
            var (a, b) = (marks.Prepare(Name()), marks.Prepare(Name()));
            if (MarkSimilarity.Score(a, b) > MarkSimilarity.Threshold)
                Assert.True(MarkSimilarity.Keys(a).Intersect(MarkSimilarity.Keys(b)).Any(), $"{a.Name} {b.Name}");
        }
    }

    [Fact]
    public async Task Synonyms_are_edited_and_stay_removed()
    {
        await using var scratch = await hub.ScratchAsync();
        Synonyms Fresh() => new(scratch.Database, TestHub.Reference, TimeProvider.System);
        var synonyms = Fresh();
        Assert.Contains("锂离子电池", await synonyms.OfAsync("锂电池", CancellationToken.None));
        Assert.Contains("锂电池", await synonyms.OfAsync("LITHIUM ion battery", CancellationToken.None));
        Assert.Null(await synonyms.AddAsync(["甲词", "乙词", "甲词"], CancellationToken.None));
        Assert.Equal(["乙词"], await Fresh().OfAsync("甲词", CancellationToken.None));
        Assert.NotNull(await synonyms.AddAsync(["单独"], CancellationToken.None));
        var groups = await Fresh().ListAsync(CancellationToken.None);
        foreach (var group in groups)
            Assert.True(await synonyms.RemoveAsync(group.Id, CancellationToken.None));
        Assert.Empty(await Fresh().ListAsync(CancellationToken.None));
        Assert.False(await synonyms.RemoveAsync(groups[0].Id, CancellationToken.None));
    }
}
