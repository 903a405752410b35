using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Pictures.Check;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Similarity;
using Zhishu.Tests.Exchange;

namespace Zhishu.Tests.Pictures;

/// <summary>The check of a sign: what counts as near, by what, and for which goods.</summary>
[Collection(ServerCollection.Name)]
public sealed class CheckTests(TestServer server)
{
    private static IpRecord Mark(int number, string name, string nice, string goods, LegalStatus status = LegalStatus.InForce) => Some.Mark(number) with
    {
        Title = name,
        Status = status,
        Classifications = [new("nice", nice, true)],
        Abstract = $"核定使用商品（服务）：{goods}。",
    };

    [Fact]
    public async Task Marks_alike_by_characters_order_sound_glyphs_and_meaning_are_found_with_their_grounds()
    {
        await using var hub = await LiveHub.StartAsync(server, "自查枢纽");
        await hub.ImportAsync(Mark(1, "未来之星", "30", "咖啡"), Mark(2, "末来之星", "30", "咖啡"), Mark(3, "星之未来", "9", "手机"), Mark(4, "魏莱之星", "30", "茶"), Mark(5, "未来之星儿童", "30", "茶"),
            Mark(6, "苹果", "9", "计算机"), Mark(7, "青山绿水", "32", "啤酒"), Mark(8, "己亥", "33", "白酒"));
        var names = hub.Services.GetRequiredService<EarlierMarks>();
        async Task<Dictionary<string, EarlierMark>> FindAsync(string name) => (await names.FindAsync(name, 50, CancellationToken.None)).ToDictionary(mark => mark.Name);
        var found = await FindAsync("未来之星");
        Assert.Equal((1.0, MarkGrounds.Same), (found["未来之星"].Score, found["未来之星"].Grounds));
        Assert.True(found["末来之星"].Grounds.HasFlag(MarkGrounds.Glyphs) && found["末来之星"].Score > 0.9);
        Assert.True(found["星之未来"].Grounds.HasFlag(MarkGrounds.Order));
        Assert.True(found["魏莱之星"].Grounds.HasFlag(MarkGrounds.Sound) && !found["魏莱之星"].Grounds.HasFlag(MarkGrounds.Glyphs));
        Assert.True(found["未来之星儿童"].Grounds.HasFlag(MarkGrounds.Contained));
        Assert.DoesNotContain("青山绿水", found.Keys);
        Assert.Equal((MarkGrounds.Meaning, "苹果"), ((await FindAsync("Apple"))["苹果"].Grounds, (await FindAsync("Apple"))["苹果"].By));
        Assert.True((await FindAsync("已亥"))["己亥"].Grounds.HasFlag(MarkGrounds.Glyphs));

        // The best stands first, and SM= goes by characters, order and sound alone, as its description says.
        Assert.Equal("未来之星", (await names.FindAsync("未来之星", 1, CancellationToken.None))[0].Name);
        Assert.Empty(await names.FindAsync("！？", 50, CancellationToken.None));
    }

    [Fact]
    public void Goods_are_understood_by_their_groups_and_compared()
    {
        var groups = new GoodsGroups(TestHub.Reference);
        var asked = groups.Understand("咖啡、茶饮料，咖啡馆服务", []);
        Assert.Equal(["3001", "3002", "4301"], asked.Groups.Keys.Order());
        Assert.Equal(["30", "43"], asked.Classes.Order());
        GoodsNearness Near(string goods, params string[] classes) => GoodsGroups.Compare(asked, groups.Understand(goods, classes)).Nearness;
        Assert.Equal(GoodsNearness.SameGoods, Near("咖啡", "30"));
        Assert.Equal(GoodsNearness.SameGroup, Near("可可", "30"));
        Assert.Equal(GoodsNearness.OtherGroup, Near("大米", "30"));
        Assert.Equal(GoodsNearness.SameClass, Near("说不清的东西", "30"));
        Assert.Equal(GoodsNearness.Different, Near("手机", "9"));
        Assert.Equal(GoodsNearness.NotAsked, GoodsGroups.Compare(groups.Understand("", []), asked).Nearness);

        // The longest word counts: 糖果 is not 糖.
        Assert.Equal(["3004"], groups.Understand("糖果", []).Groups.Keys);
        Assert.Equal(["9"], groups.Understand("咖啡", ["9"]).Classes);
        Assert.Empty(groups.Understand("咖啡", ["9"]).Groups);
    }

    [Fact]
    public void Looking_alike_goes_by_a_table_of_forms()
    {
        var lookalikes = new Lookalikes(TestHub.Reference);
        foreach (var (one, other) in new[] { ('末', '未'), ('己', '已'), ('土', '士'), ('大', '太'), ('人', '入'), ('干', '千'), ('茶', '荼') })
            Assert.True(lookalikes.Alike(one, other) > 0.75 && lookalikes.Alike(one, other) == lookalikes.Alike(other, one), $"{one}{other}");
        Assert.Equal((1, 0), (lookalikes.Alike('末', '末'), lookalikes.Alike('末', '海')));
    }

    [Fact]
    public async Task Name_picture_and_goods_make_one_degree_with_its_reasons()
    {
        await using var hub = await LiveHub.StartAsync(server, "综合枢纽");
        await hub.ImportAsync(Mark(1, "山雀", "30", "咖啡"), Mark(2, "山雀", "9", "手机"), Mark(3, "山雀", "30", "大米"), Mark(4, "山雀", "30", "咖啡", LegalStatus.Ended), Mark(5, "山鹊", "30", "可可"),
            PictureHub.Mark(hub, 6, 3) with { Title = "另一个", Abstract = "咖啡" });
        await hub.IndexAsync();
        using var visitor = new Visitor(new Uri(hub.Address));
        async Task<string> AskAsync(params (string, string)[] fields)
        {
            using var answer = await visitor.UploadManyAsync("/marks/check", fields, [("picture", "a.png", LookTests.Corpus.Original(3))]);
            return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        }

        var text = await AskAsync(("name", "山雀"), ("goods", "咖啡"));
        string[] Degrees(string page) => [.. System.Text.RegularExpressions.Regex.Matches(page, "近似程度：([高中低])<").Select(match => match.Groups[1].Value)];
        Assert.Equal(["高", "高", "高", "中", "中", "低"], Degrees(text));
        foreach (var reason in new[] { "文字相同", "读音相同或相近", "图形很像", "商品相同或同属类似群 3001", "商品类似：同属类似群 3001", "类似群不同", "该商标已失效", "商品在其他类别（第 9 类）", "商标网上检索", "不是审查结论" })
            Assert.Contains(reason, text, StringComparison.Ordinal);

        // A name alone, by an address; nothing found says what that means.
        var (status, found) = await visitor.GetAsync("/marks/check?name=" + Uri.EscapeDataString("麒麟阁主人"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("没有找到相近的在先商标", found, StringComparison.Ordinal);
        Assert.Contains("本枢纽存有商标 6 件", found, StringComparison.Ordinal);
        foreach (var (address, says) in new[]
        {
            ("?name=", "请填写商标名称"), ("?name=a&nice=99", "1 至 45"), ("?name=" + new string('a', 61), "不超过 60"), ("?name=a&goods=" + new string('a', 501), "不超过 500"),
        })
        {
            var (refused, page) = await visitor.GetAsync("/marks/check" + address);
            Assert.Equal(HttpStatusCode.BadRequest, refused);
            Assert.Contains(says, page, StringComparison.Ordinal);
        }
    }
}
