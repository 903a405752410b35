using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Search;
using Zhishu.Search.Words;
using Zhishu.Tests.App;

namespace Zhishu.Tests.Search;

/// <summary>A question in one language finds records in the other.</summary>
[Collection(HubCollection.Name)]
public sealed class CrossLanguageTests(TestHub hub)
{
    private static readonly Lexicon Lexicon = new(TestHub.Reference);

    private Task<QueryReading> ReadAsync(string query, bool across = true) =>
        hub.Services.GetRequiredService<QueryReader>().ReadAsync(query, exact: false, cql: false, across, CancellationToken.None);

    private async Task<JsonElement> AskAsync(string query, string more = "")
    {
        using var answer = JsonDocument.Parse(await hub.Http.GetStringAsync($"/api/v1/records?size=20&q={Uri.EscapeDataString(query)}{more}"));
        return answer.RootElement.Clone();
    }

    private static List<(int Line, IReadOnlyList<string> Cells)> Shipped()
    {
        using var file = new StreamReader(Path.Combine(TestHub.Reference.Folder, "text", "terms.csv"));
        return [.. TermFile.Rows(file)];
    }

    [Fact]
    public void The_shipped_table_holds_three_thousand_pairs_and_none_twice()
    {
        var rows = Shipped();
        Assert.True(rows.Count >= 3000, $"{rows.Count}");
        Assert.True(rows.Count(row => row.Cells[2] == "hand") >= 2500);
        Assert.All(rows, row => Assert.True(row.Cells.Count == 4
            && row.Cells[2] is "hand" or "ipc" or "nice" or "locarno" or "gbt4754" or "sign" && row.Cells.All(cell => cell == cell.Trim()), $"{row.Line}"));
        var twice = rows.GroupBy(row => (row.Cells[0], row.Cells[1].ToUpperInvariant())).Where(same => same.Count() > 1).Select(same => same.Key);
        Assert.Empty(twice);
    }

    [Fact]
    public void Every_shipped_pair_is_found_from_both_sides_and_survives_the_analysis()
    {
        var rows = Shipped();
        var table = new TermTable(Lexicon.Analysis, rows.Select(row => (row.Cells[0], row.Cells[1])));
        Assert.All(rows, row =>
        {
            var (zh, en) = (row.Cells[0], row.Cells[1]);
            Assert.True(Lexicon.Analysis.Pieces(zh).ToList() is [{ Cjk: true, Text.Length: >= 1 }], zh);
            Assert.True(Lexicon.Analysis.Pieces(en).Any() && Lexicon.Analysis.Pieces(en).All(piece => !piece.Cjk), en);
            Assert.Contains(en, table.English(zh));
            Assert.Contains(zh, table.Chinese(en));
        });
    }

    [Theory]
    [InlineData("battery separator", "电池隔膜")]
    [InlineData("Battery Separators", "电池隔膜")]
    [InlineData("lithium ion batteries", "锂离子电池")]
    [InlineData("lithium-ion battery", "锂离子电池")]
    [InlineData("fibre-reinforced composites", "纤维增强复合材料")]
    [InlineData("aluminum alloy", "铝合金")]
    [InlineData("aluminium alloys", "铝合金")]
    [InlineData("锂离子电池", "lithium-ion battery")]
    [InlineData("鋰離子電池", "lithium-ion battery")]
    [InlineData("锂电池隔膜涂层", "lithium battery separator coating layer")]
    [InlineData("sensor", "传感器")]
    public async Task A_term_is_read_with_what_it_is_called_in_the_other_language(string query, string expected)
    {
        var term = Assert.Single((await ReadAsync(query)).Terms);
        Assert.Contains(expected, term.Across);
        Assert.Empty((await ReadAsync(query, across: false)).Terms.SelectMany(one => one.Across));
    }

    [Fact]
    public async Task An_English_question_finds_the_Chinese_records()
    {
        var chinese = (await AskAsync("电池隔膜", "&cross=0")).GetProperty("total").GetInt64();
        Assert.True(chinese >= 200);
        var found = await AskAsync("battery separator");
        Assert.True(found.GetProperty("total").GetInt64() >= chinese);
        Assert.All(found.GetProperty("hits").EnumerateArray(), hit => Assert.Contains("隔膜", hit.GetProperty("title").GetString()));
        Assert.Contains(found.GetProperty("read").EnumerateArray(), read => read.GetProperty("across").EnumerateArray().Any(text => text.GetString() == "电池隔膜"));
        Assert.Equal(0, (await AskAsync("battery separator", "&cross=0")).GetProperty("total").GetInt64());
        Assert.True((await AskAsync("battery")).GetProperty("total").GetInt64() > 1000);
    }

    [Fact]
    public async Task An_English_word_without_translation_keeps_no_Chinese_record_away()
    {
        var reading = await ReadAsync("physiological battery sensor");
        Assert.Equal(["physiological"], reading.Untranslated);
        Assert.True((await AskAsync("physiological battery sensor")).GetProperty("total").GetInt64() > 0);
        Assert.Contains("physiological", WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/search?q=physiological+battery+sensor&cross=1")), StringComparison.Ordinal);
        Assert.Empty((await ReadAsync("physiological separator")).Untranslated);
    }

    [Fact]
    public async Task What_was_typed_stands_before_what_it_is_called_elsewhere()
    {
        var found = await AskAsync("sensor");
        Assert.Contains("sensor", found.GetProperty("hits")[0].GetProperty("title").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.True(found.GetProperty("total").GetInt64() > 1000);
    }

    [Fact]
    public async Task A_question_never_grows_without_bounds()
    {
        var query = string.Join(' ', Shipped().Select(row => row.Cells[0]).Where(zh => zh.Length >= 3).Distinct().Take(200));
        var reading = await ReadAsync(query);
        Assert.InRange(reading.Terms.Sum(term => term.Across.Count), 20, 60);
        Assert.All(reading.Terms, term => Assert.InRange(term.Across.Count, 0, 20));
    }

    [Theory]
    [InlineData("TI=锂电池 AND LS=有效", "(锂电池 OR 锂离子电池")]
    [InlineData("电池隔膜 OR 极耳", "\"battery separator\"")]
    [InlineData("battery NOT separator", "电池")]
    public async Task A_query_in_the_language_stays_literal_and_the_wider_one_is_offered(string query, string part)
    {
        var reading = await ReadAsync(query);
        Assert.Empty(reading.Terms);
        Assert.Contains(part, reading.Wider, StringComparison.Ordinal);
        Assert.Null(hub.Services.GetRequiredService<QueryLanguage>().Parse(reading.Wider).Fault);
        var wider = (await AskAsync(reading.Wider!)).GetProperty("total").GetInt64();
        if (!query.Contains("NOT", StringComparison.Ordinal))
            Assert.True(wider >= (await AskAsync(query)).GetProperty("total").GetInt64());
    }

    [Theory]
    [InlineData("IC=H01M AND LS=有效")]
    [InlineData("\"电池隔膜\"")]
    [InlineData("电池*")]
    public async Task Where_nothing_can_be_added_nothing_is_offered(string query) => Assert.Null((await ReadAsync(query)).Wider);

    [Fact]
    public async Task The_page_says_what_it_reads_across_and_can_leave_it_out()
    {
        var page = WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/search?q=battery+separator"));
        Assert.Contains("（中 电池隔膜）", page, StringComparison.Ordinal);
        Assert.Contains("cross=0", page, StringComparison.Ordinal);
        var without = WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/search?q=battery+separator&cross=0"));
        Assert.DoesNotContain("中 电池隔膜", without, StringComparison.Ordinal);
        Assert.Contains("跨语言检索", without, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await hub.Http.GetAsync("/api/v1/records?q=a&cross=2")).StatusCode);
    }

    [Fact]
    public async Task The_table_is_seen_and_taken_away()
    {
        var page = WebUtility.HtmlDecode(await hub.Http.GetStringAsync("/search/terms?find=battery+separator"));
        Assert.Contains("锂电池隔膜", page, StringComparison.Ordinal);
        Assert.Contains("page=2", await hub.Http.GetStringAsync("/search/terms"), StringComparison.Ordinal);
        Assert.Contains("没有这个术语", await hub.Http.GetStringAsync("/search/terms?find=zzzz"), StringComparison.Ordinal);
        var file = await hub.Http.GetStringAsync("/search/terms.csv");
        Assert.Contains("电池隔膜,battery separator,hand,H01M", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_is_edited_and_questions_follow_it()
    {
        await using var scratch = await hub.ScratchAsync();
        await using var services = scratch.Serve(new(), TimeProvider.System);
        var (terms, reader) = (services.GetRequiredService<Terms>(), services.GetRequiredService<QueryReader>());
        async Task<IReadOnlyList<string>> AcrossAsync(string query) => (await reader.ReadAsync(query, exact: false, cql: false, CancellationToken.None)).Terms[0].Across;
        Assert.Empty(await AcrossAsync("甲乙丙丁膜"));
        Assert.Null(await terms.AddAsync("甲乙丙丁膜", "Quux membrane", "H01M", CancellationToken.None));
        Assert.Equal(["Quux membrane"], await AcrossAsync("甲乙丙丁膜"));
        Assert.Equal(["甲乙丙丁膜"], await AcrossAsync("quux membranes"));
        Assert.NotNull(await terms.AddAsync("甲乙丙丁膜", "quux MEMBRANE", "", CancellationToken.None));
        Assert.NotNull(await terms.AddAsync("membrane", "membrane", "", CancellationToken.None));
        Assert.NotNull(await terms.AddAsync("膜", "膜", "", CancellationToken.None));
        Assert.NotNull(await terms.AddAsync("膜", new string('a', 101), "", CancellationToken.None));
        var pair = Assert.Single((await terms.ListAsync("quux", 0, 10, CancellationToken.None)).Pairs);
        Assert.Equal(pair, await terms.RemoveAsync(pair.Id, CancellationToken.None));
        Assert.Null(await terms.RemoveAsync(pair.Id, CancellationToken.None));
        Assert.Empty(await AcrossAsync("甲乙丙丁膜"));
        var done = await terms.ImportAsync(new StringReader("zh,en,source,field\n戊己膜,\"flim, flam\",ours,X\n电池,battery\n,nothing\n"), CancellationToken.None);
        Assert.Equal((1, 1, 4), (done.Added, done.Known, Assert.Single(done.Faults).Line));
        Assert.Equal(["flim, flam"], await AcrossAsync("戊己膜"));
        var rows = await terms.ExportAsync(CancellationToken.None);
        Assert.Equal(["戊己膜", "flim, flam", "ours", "X"], rows[^1]);
    }

    [Fact]
    public async Task General_words_of_signs_are_in_the_table_and_translate_no_question()
    {
        await using var scratch = await hub.ScratchAsync();
        await using var services = scratch.Serve(new(), TimeProvider.System);
        var (terms, reader) = (services.GetRequiredService<Terms>(), services.GetRequiredService<QueryReader>());
        async Task<IReadOnlyList<string>> AcrossAsync(string query) => (await reader.ReadAsync(query, exact: false, cql: false, CancellationToken.None)).Terms[0].Across;
        var shipped = Shipped().Where(row => row.Cells[2] == Terms.OfSigns).ToList();
        Assert.True(shipped.Count >= 200);
        Assert.Equal("sea", Assert.Single((await terms.ListAsync("大海", 0, 10, CancellationToken.None)).Pairs).English);
        Assert.Empty(await AcrossAsync("大海"));
        Assert.Empty(await AcrossAsync("sea"));
        var signs = await terms.SignsAsync(CancellationToken.None);
        Assert.Equal(["sea", "海"], signs.Of("大海"));
        Assert.Equal(["大海", "海"], signs.Of("Sea"));
        Assert.Contains("battery", signs.Of("电池"));

        Assert.Null(await terms.AddAsync("甲乙鸟", "quuxbird", "", CancellationToken.None, ofSigns: true));
        Assert.Empty(await AcrossAsync("甲乙鸟"));
        Assert.Equal(["quuxbird"], (await terms.SignsAsync(CancellationToken.None)).Of("甲乙鸟"));
        var pair = Assert.Single((await terms.ListAsync("quuxbird", 0, 10, CancellationToken.None)).Pairs);
        Assert.True(pair.IsOfSigns);

        // A hub from before has its terms and gets those of signs; what was removed stays away.
        Assert.NotNull(await terms.RemoveAsync(pair.Id, CancellationToken.None));
        await scratch.ScalarAsync<int>("delete from search.term where source = 'sign' or zh = '电池隔膜'; delete from search.cursor where name = 'sign terms'; select 1");
        await using var later = scratch.Serve(new(), TimeProvider.System);
        var now = (await later.GetRequiredService<Terms>().ListAsync("", 0, int.MaxValue, CancellationToken.None)).Pairs;
        Assert.Equal(shipped.Count, now.Count(one => one.IsOfSigns));
        Assert.DoesNotContain(now, one => one.Chinese == "电池隔膜");
    }

    [Fact]
    public async Task The_command_edits_the_table()
    {
        await using var scratch = await hub.ScratchAsync();
        Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) =>
            HubProgram.RunAsync(scratch.Folder, ["terms", .. arguments], "env", $"ConnectionStrings__Zhishu={scratch.ConnectionString}");
        Assert.Equal(0, (await RunAsync("add", "庚辛板", "quux plate", "--field", "B32B")).Code);
        Assert.NotEqual(0, (await RunAsync("add", "庚辛板", "quux plate")).Code);
        var listed = await RunAsync("list", "quux");
        Assert.Contains("庚辛板\tquux plate\tB32B", listed.Output, StringComparison.Ordinal);
        var file = scratch.File("terms.csv", "zh,en\n庚辛管,quux tube\n");
        Assert.Contains("新增 1 对", (await RunAsync("import", file)).Output, StringComparison.Ordinal);
        Assert.Contains("庚辛管,quux tube", (await RunAsync("export")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("remove", listed.Output.Split('\t')[0])).Code);
        Assert.Equal("", (await RunAsync("list", "quux plate")).Output);
    }
}
