using Zhishu.Records;
using Zhishu.Records.Show;

namespace Zhishu.Tests.Records;

/// <summary>Reference signs as texts tell them, and nothing that they do not tell.</summary>
public sealed class ReferenceSignTests
{
    private static ReferenceSigns Read(string[] claims, params (string Kind, string Text)[] parts) => ReferenceSigns.Read(
        new()
        {
            Kind = RecordKind.Patent,
            Office = "CN",
            Number = "1",
            Title = "a",
            Claims = [.. claims.Select((text, i) => new Claim(i + 1, text, []))],
        },
        [.. parts.Select(part => new DescriptionPart(part.Kind, part.Text))]);

    private static string Show(ReferenceSigns signs) => string.Join(' ', signs.List.Select(sign => $"{sign.Sign}={sign.Word.Replace(' ', '_')}"));

    [Theory]
    [InlineData("附图标记说明：1-基膜；2-涂覆层；21、陶瓷颗粒；3 极耳。", "1=基膜 2=涂覆层 3=极耳 21=陶瓷颗粒")]
    [InlineData("图中：1、基膜，2、涂覆层，10、外壳。", "1=基膜 2=涂覆层 10=外壳")]
    [InlineData("附图标记：基膜1、涂覆层2、外壳10a。", "1=基膜 2=涂覆层 10a=外壳")]
    [InlineData("符号说明: 10...壳体 11...盖板", "10=壳体 11=盖板")]
    [InlineData("图中：1为基膜，2为涂覆层。", "1=基膜 2=涂覆层")]
    [InlineData("Reference signs list: 10 – separator; 12 – ceramic coating", "10=separator 12=ceramic_coating")]
    [InlineData("如图中所示，温度为25 ℃，厚度为3 μm。", "")]
    [InlineData("实施例1与对比例1相比，如图1、表2所示，步骤1重复3次，步骤1后静置。", "")]
    public void A_list_in_the_description_is_read(string text, string expected) => Assert.Equal(expected, Show(Read([], ("paragraph", text))));

    [Fact]
    public void A_list_below_its_heading_and_a_table_are_read()
    {
        Assert.Equal("1=基膜 2=涂覆层", Show(Read([], ("heading", "附图标记说明"), ("paragraph", "1、基膜；2、涂覆层。"), ("heading", "具体实施方式"), ("paragraph", "3、搅拌。"))));
        Assert.Equal("1=基膜 2=涂覆层", Show(Read([], ("table", "附图标记\t部件\n1\t基膜\n2\t涂覆层"))));
        Assert.Equal("1=基膜 2=涂覆层", Show(Read([], ("table", "部件\t附图标记\n基膜\t1\n涂覆层\t2"))));
        Assert.Equal("", Show(Read([], ("table", "温度\t收缩率\n180\t2\n200\t3"))));
    }

    [Theory]
    [InlineData("一种盒，其特征在于，包括内盒（1）和外盒（2），所述内盒(1)通过弹性带（10）固定在外盒（2）内。", "1=内盒 2=外盒 10=弹性带")]
    [InlineData("所述CPU模块（3）、4G/5G通信模块（4）均与底板（7）连接。", "3=CPU模块 4=4G/5G通信模块 7=底板")]
    [InlineData("A cell comprising a separator (10) and a ceramic coating (12), the coating (12) covering said separator (10).", "10=separator 12=coating")]
    [InlineData("由式（1）表示，其中图（2）和步骤（3）如权利要求（4）。", "")]
    public void Words_before_brackets_are_parts(string claim, string expected) => Assert.Equal(expected, Show(Read([claim])));

    [Fact]
    public void Bare_numbers_need_the_same_word_again()
    {
        Assert.Equal("1=聚烯烃基膜", Show(Read([], ("paragraph", "所述聚烯烃基膜1上设有孔。"), ("paragraph", "所述聚烯烃基膜1的两侧涂覆浆料3次，压力为5 MPa。"))));
        Assert.Equal("", Show(Read([], ("paragraph", "所述聚烯烃基膜1上设有孔。"))));
    }

    [Fact]
    public void A_number_leads_to_its_word_only_behind_it()
    {
        var signs = Read([], ("paragraph", "附图标记：1-基膜；2-涂覆层。"));
        const string Text = "基膜（1）厚1 μm，涂覆层2上有1个孔，基膜10除外，权利要求1所述的基膜 1。";
        Assert.Equal(["1", "2", "1"], signs.In(Text).Select(found => Text[found.Start..found.End]));
        Assert.Empty(Read([], ("paragraph", "没有附图。")).In(Text));
    }

    [Fact]
    public void Claims_stand_below_the_first_they_name()
    {
        var groups = ClaimTree.Of([new(1, "a", []), new(2, "b", [1]), new(3, "c", [2, 1]), new(4, "d", []), new(5, "e", [4]), new(6, "f", [1, 4]), new(7, "g", [9]), new(8, "h", [8])]);
        string Below(ClaimGroup group) => string.Join(' ', group.Below.Select(below => $"{below.Claim.Number}/{below.Level}"));
        Assert.Equal(["1: 2/1 3/2 6/1", "4: 5/1", "7:", "8:"], groups.Select(group => $"{group.Root.Number}: {Below(group)}".Trim()));
    }

    [Theory]
    [InlineData("根据权利要求1至3中任一项所述", "1 3")]
    [InlineData("如权利要求 1 或权利要求2所述的方法，温度为20", "1 2")]
    [InlineData("The cell of any one of claims 1, 2 or 12, wherein 3 layers", "1 2 12")]
    [InlineData("一种方法，步骤1", "")]
    public void Claims_named_in_a_text_are_found(string text, string expected) => Assert.Equal(expected, string.Join(' ', ClaimTree.Named(text).Select(named => named.Number)));
}
