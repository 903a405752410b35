using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Postgres;
using Zhishu.Search.Words;

namespace Zhishu.Tests.Search;

/// <summary>Results by number, title and applicant: in the order people look such things up in, on pages, in the API and in files alike.</summary>
[Collection(HubCollection.Name)]
public sealed partial class SortTests(TestHub hub)
{
    private static readonly Lexicon Lexicon = new(TestHub.Reference);

    private static string KeyOf(string name) => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(Lexicon.SoundOrder.KeyOf(name) ?? "~"));

    [Fact]
    public void Names_stand_by_figures_letters_and_sounds()
    {
        string[] inOrder =
        [
            "3D打印装置", "5G通信方法", "ABB有限公司", "Müller & Söhne", "ZTE", "カメラ", "安徽大学", "北京大学", "重庆大学", "大连理工大学", "河南科技大学", "华为技术有限公司", "南京大学",
            "清华大学", "厦门大学", "一种电池", "一种电池隔膜", "张三", "张四维", "章三", "郑州大学", "中国科学院",
        ];
        Assert.Equal(inOrder, inOrder.Reverse().OrderBy(KeyOf, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("（锂）电池", "锂 电池")]
    [InlineData("鋰電池", "锂电池")]
    [InlineData("ＡＢＣ", "abc")]
    [InlineData("Müller", "muller")]
    public void What_is_written_otherwise_stands_at_the_same_place(string one, string other) => Assert.Equal(KeyOf(one), KeyOf(other));

    [Fact]
    public void Any_text_has_a_key_and_those_of_no_letters_have_none()
    {
        var random = new Random(9);
        for (var i = 0; i < 5000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(3) switch
            {
                0 => char.ConvertFromUtf32(random.Next(0x3000, 0xA000)),
                1 => char.ConvertFromUtf32(random.Next(0x20000, 0x2FFFF)),
                _ => char.ConvertFromUtf32(random.Next(0x20, 0x3000)),
            }));
            if (Lexicon.SoundOrder.KeyOf(text) is { } key)
                Assert.Equal(key, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(key)));
        }

        Assert.All(new[] { "", "——", " ()", null }, text => Assert.Null(Lexicon.SoundOrder.KeyOf(text)));
    }

    [Fact]
    public void Numbers_stand_by_office_year_and_figures()
    {
        static IpRecord Of(string office, string number, int? year = null, RecordKind kind = RecordKind.Patent) => new()
        {
            Kind = kind,
            Office = office,
            Number = number,
            Title = "T",
            FilingDate = year is { } known ? new DateOnly(known, 5, 1) : null,
        };
        IpRecord[] inOrder =
        [
            Of("CN", "851000010"), Of("CN", "991234568"), Of("CN", "031234560"), Of("CN", "2003101234560", 2001), Of("CN", "2019100000213"), Of("CN", "2019200000016", 2018),
            Of("CN", "31234567", 2020, RecordKind.Trademark), Of("CN", "2021100000013"), Of("EP", "EP11712345"), Of("EP", "EP12100001"), Of("US", "09832001", 2001), Of("US", "15000001", 2016),
            Of("US", "15000002", 2016), Of("WO", "PCTCN2018000001"), Of("WO", "PCTCN2018000012"),
        ];
        Assert.Equal(inOrder.Select(record => record.Number), inOrder.Reverse().OrderBy(NumberOrder.KeyOf).Select(record => record.Number));
        Assert.All(inOrder, record => Assert.InRange(NumberOrder.KeyOf(record), 0, (1L << 60) - 1));
        Assert.InRange(NumberOrder.KeyOf(Of("ZZ", new string('9', 40), 9999)), 0, (1L << 60) - 1);
    }

    private async Task<List<JsonElement>> HitsAsync(string parameters) =>
        [.. JsonDocument.Parse(await hub.Http.GetStringAsync("/api/v1/records?" + parameters)).RootElement.GetProperty("hits").EnumerateArray()];

    [Theory]
    [InlineData("number")]
    [InlineData("title")]
    [InlineData("applicant")]
    public async Task The_interface_pages_and_files_give_one_order_and_its_reverse(string sort)
    {
        var question = "q=" + Uri.EscapeDataString("TI=隔膜 AND 快充");
        var forth = (await HitsAsync($"{question}&sort={sort}&size=100")).Select(hit => hit.GetProperty("number").GetString()!).ToList();
        Assert.InRange(forth.Count, 5, 99);
        var page = await hub.Http.GetStringAsync($"/search?{question}&sort={sort}&size=100&view=table");
        var shown = Links().Matches(page).Select(match => Uri.UnescapeDataString(match.Groups[1].Value)).Distinct().ToList();
        Assert.Equal(forth, shown.Select(number => forth.FirstOrDefault(known => number.EndsWith(known, StringComparison.Ordinal))));
        var column = sort switch { "number" => "号码", "title" => "名称", _ => "申请人（权利人）" };
        Assert.Matches($"aria-sort=\"ascending\"><a href=\"[^\"]*sort=-{sort}[^\"]*\"\\s+rel=\"nofollow\">{column}<", WebUtility.HtmlDecode(page));
        var lines = (await hub.Http.GetStringAsync($"/search/download?format=jsonl&{question}&sort={sort}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(forth, lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("number").GetString()));

        // Backwards the keys fall; equal ones stand newest first both ways.
        var records = hub.Services.GetRequiredService<RecordStore>();
        var ids = (await HitsAsync($"{question}&sort=-{sort}&size=100")).Select(hit => hit.GetProperty("id").GetGuid()).ToList();
        var back = (await records.GetAsync(ids, CancellationToken.None)).ToDictionary(stored => stored.Id, stored => stored.Record);
        Assert.Equal(forth.Count, ids.Count);
        var keys = ids.Select(id => back[id]).Select(record => sort switch
        {
            "number" => NumberOrder.KeyOf(record).ToString("x16"),
            "title" => KeyOf(record.Title),
            _ => record.Parties.FirstOrDefault(party => party.Role == PartyRole.Applicant) is { } first ? KeyOf(first.Name) : "",
        }).ToList();
        Assert.Equal(keys.OrderDescending(StringComparer.Ordinal), keys);
    }

    [Fact]
    public async Task A_hub_of_an_earlier_version_gets_its_keys_from_the_feed()
    {
        await using var scratch = await hub.ScratchAsync();
        await scratch.ImportAsync(TestHub.Samples);
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        var engine = new PostgresEngine(scratch.Database, scratch.Index);
        var request = SearchRequest.All(new QueryNode.All()) with { Sort = SearchSort.TitleAscending, Size = 50 };
        var whole = (await engine.FindAsync(request, CancellationToken.None)).Ids;

        // As the schema file leaves it: without keys everything is still found.
        await scratch.ScalarAsync<object>("with bare as (update search.entry set number_key = null, title_key = null, applicant_key = null) "
            + "update search.cursor set seq = 0 where name = 'entry' returning 1");
        Assert.Equal(whole.Order(), (await engine.FindAsync(request, CancellationToken.None)).Ids.Order());
        await scratch.Index.CatchUpAsync(null, CancellationToken.None);
        Assert.Equal(whole, (await engine.FindAsync(request, CancellationToken.None)).Ids);
    }

    [GeneratedRegex("<td class=\"title-cell\"><a\\s+href=\"/records/[a-z]+/([^\"?]+)")]
    private static partial Regex Links();
}
