using System.Text.Json;

namespace Zhishu.Tests.Search;

/// <summary>Queries as searchers type and paste them, on the demo set: what is the same gives the same number of hits.</summary>
[Collection(HubCollection.Name)]
public sealed class TypedQueryTests(TestHub hub)
{
    private async Task<long> CountAsync(string query)
    {
        using var answer = JsonDocument.Parse(await hub.Http.GetStringAsync($"/api/v1/records?size=1&q={Uri.EscapeDataString(query)}"));
        return answer.RootElement.GetProperty("total").GetInt64();
    }

    [Theory]
    [InlineData("IC=H01M10/0525", "IC=H01M 10/0525")]
    [InlineData("IC=H01M10/0525", "IC=H01M10/0525(2010.01)")]
    [InlineData("IC=H01M10/0525", "IC=H01M 10/0525(2010.01)I")]
    [InlineData("IC=H01M10/0525", "IPC=H01M10/0525")]
    [InlineData("IC=H01M10/0525 AND 隔膜", "IPC分类号=H01M 10/0525 AND 隔膜")]
    [InlineData("电池 NOT 隔膜", "电池 not 隔膜")]
    [InlineData("锂电池 OR 隔膜", "锂电池 or 隔膜")]
    [InlineData("(电池) AND (隔膜)", "(电池) and (隔膜)")]
    [InlineData("电池 NEAR/5 隔膜", "电池 near/5 隔膜")]
    [InlineData("TI=电池", "TI:电池")]
    [InlineData("TI=电池", "TI/电池")]
    [InlineData("PA=大学", "申请（专利权）人=大学")]
    [InlineData("PA=大学", "申请(专利权)人=大学")]
    [InlineData("PN=CN299011109U", "公开（公告）号=CN299011109U")]
    [InlineData("AD=[2020 TO 2023]", "AD=2020-2023")]
    [InlineData("AD=[2020 TO 2023]", "AD=20200101-20231231")]
    [InlineData("AD=[2020 TO 2023]", "AD=2020:2023")]
    [InlineData("AD=[2020 TO 2023]", "AD=2020..2023")]
    [InlineData("锂电池", "鋰電池")]
    [InlineData("锂电池 隔膜", "锂电池 AND 隔膜")]
    [InlineData("TAC=电池", "TI=电池 OR AB=电池 OR CL=电池")]
    [InlineData("TA=电池", "TI=电池 OR AB=电池")]
    [InlineData("ZL201829011109.6", "专利号：ZL201829011109.6")]
    [InlineData("ZL201829011109.6", "申请号201829011109.6")]
    [InlineData("CN299011109U", "CN299011109U.pdf")]
    [InlineData("电池", "电池，")]
    [InlineData("IC=H01M10", "IC=H01M10/00/low")]
    [InlineData("IC=(H01M10/052 OR H01M10/0525)", "IC=H01M10/052/low")]
    [InlineData("IC=(H01M10/052 OR H01M10/0525)", "IC=H01M 10/052+")]
    [InlineData("IC=H01M10/0525", "H01M10/0525/low")]
    [InlineData("OF=CN", "国家=中国")]
    [InlineData("PA=大学", "申请人：大学")]
    public async Task Is_the_same(string one, string other)
    {
        var expected = await CountAsync(one);
        Assert.True(expected > 0, one);
        Assert.Equal(expected, await CountAsync(other));
    }

    [Theory]
    [InlineData("(锂电池 OR 电池) NEAR/5 (隔膜 OR 极耳)", "电池 NEAR/5 隔膜 OR 电池 NEAR/5 极耳 OR 锂电池 NEAR/5 隔膜 OR 锂电池 NEAR/5 极耳")]
    [InlineData("TI=((电池 OR 电芯) PRE/3 隔膜)", "TI=(电池 PRE/3 隔膜) OR TI=(电芯 PRE/3 隔膜)")]
    public async Task Nearness_between_groups_is_that_of_their_pairs(string groups, string pairs) => Assert.Equal(await CountAsync(pairs), await CountAsync(groups));

    [Fact]
    public async Task A_chain_of_nearness_asks_each_pair()
    {
        var chain = await CountAsync("电池 NEAR/5 隔膜 NEAR/5 极耳");
        Assert.InRange(chain, 1, Math.Min(await CountAsync("电池 NEAR/5 隔膜"), await CountAsync("隔膜 NEAR/5 极耳")));
        Assert.Equal(chain, await CountAsync("(电池 NEAR/5 隔膜) AND (隔膜 NEAR/5 极耳)"));
    }

    [Fact]
    public async Task What_stands_between_two_that_are_near_each_other_is_near_both() =>
        Assert.InRange(await CountAsync("(电池 NEAR/8 隔膜) NEAR/0 极耳"), await CountAsync("电池 PRE/3 极耳 PRE/3 隔膜"), long.MaxValue);

    [Theory]
    [InlineData("\"电池、隔膜\"", "电池 PRE/0 隔膜")]
    [InlineData("\"电池*隔膜\"", "电池 PRE/0 隔膜")]
    [InlineData("truck-wheeled", "\"truck-wheeled\"")]
    public async Task What_is_typed_as_one_is_never_taken_apart(string typed, string near)
    {
        Assert.Equal(await CountAsync(near), await CountAsync(typed));
        Assert.True(await CountAsync("电池 隔膜") > await CountAsync("\"电池、隔膜\""));
    }

    [Theory]
    [InlineData("pH>7")]
    [InlineData("温度≥60℃")]
    [InlineData("[0001]")]
    [InlineData("AD/DA")]
    [InlineData("in/out")]
    [InlineData("search and rescue")]
    [InlineData("or")]
    [InlineData("not")]
    public async Task Pasted_text_is_searched_not_refused(string text) => Assert.InRange(await CountAsync(text), 0, long.MaxValue);

    [Fact]
    public async Task Long_strategies_are_read()
    {
        var words = string.Join(" OR ", Enumerable.Range(0, 500).Select(i => $"电池{(char)('一' + i)}").Append("隔膜"));
        Assert.True(await CountAsync(words) >= await CountAsync("隔膜"));
        var numbers = string.Join(" OR ", Enumerable.Range(0, 200).Select(i => $"CN{299011109 + i}U"));
        Assert.True(await CountAsync($"PN=({numbers})") >= 1);
    }

    [Fact]
    public async Task Several_numbers_in_the_box_are_each_looked_for()
    {
        var both = await CountAsync("CN299011109U、201829011109.6");
        Assert.Equal(1, both);
        Assert.Equal(1, await CountAsync("https://patents.google.com/patent/CN299011109U/zh"));
    }
}
