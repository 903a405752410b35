using FsCheck;
using FsCheck.Fluent;
using Zhishu.Search;
using Zhishu.Search.Text;

namespace Zhishu.Tests.Search;

/// <summary>Text that was pasted is searched for its words; the language finds no fault with it.</summary>
public sealed class PastedTextTests
{
    private static readonly QueryLanguage Language = new(TestHub.Reference);
    private static readonly TextAnalysis Analysis = TextAnalysis.Load(TestHub.Reference);

    [Theory]
    [InlineData("pH>7")]
    [InlineData("pH≥7.5 且 温度≤60℃")]
    [InlineData("≥60℃")]
    [InlineData("[0001]")]
    [InlineData("[0001] 本发明涉及一种电池")]
    [InlineData("[0001")]
    [InlineData("[图1]")]
    [InlineData(@"C:\x")]
    [InlineData("1/2")]
    [InlineData("x=0.5")]
    [InlineData("E=mc2")]
    [InlineData("“锂电池”的隔膜")]
    [InlineData("锂电池的‘隔膜’")]
    [InlineData("15\" 显示屏")]
    [InlineData("A + B → C")]
    [InlineData("一种电池，其特征在于：包括（1）正极；2）负极；以及")]
    [InlineData("其中，0<x≤1，y=2，z≠3；")]
    [InlineData("a) 步骤一；b) 步骤二。")]
    [InlineData("1.一种锂电池隔膜（如图1所示，其特征在于，孔径为10～50nm。")]
    [InlineData("根据权利要求1所述的方法，其中所述\"第一层的厚度为5*10^-3mm。")]
    [InlineData("What is claimed is: 1. A battery (10) comprising a separator, wherein x = 0.5 and y > 2.")]
    [InlineData("类型：飞船；日期：2020年13月；地区：火星。")]
    [InlineData("见 https://example.org/a?b=c&d=[1] 的说明。")]
    [InlineData("LiNi0.8Co0.1Mn0.1O2；CH3(CH2)4COOH；Fe³⁺/Fe²⁺")]
    [InlineData("（一）背景技术\n[0002] 现有技术存在如下问题：\n1、易收缩；\n2、成本高。")]
    public void Is_never_at_fault(string text)
    {
        var parsed = Language.Parse(text);
        Assert.True(parsed.Fault is null, parsed.Fault?.Message.Zh);
    }

    [Fact]
    public void Nor_are_sentences_that_nobody_wrote() => Prop.ForAll(Sentences.ToArbitrary(), text => Language.Parse(text).Fault is null)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Theory]
    [InlineData("Müller", "Muller")]
    [InlineData("MÜLLER", "muller")]
    [InlineData("Mu\u0308ller", "muller")]
    [InlineData("Citroën", "citroen")]
    [InlineData("Straße", "strasse")]
    [InlineData("Ørsted", "orsted")]
    [InlineData("Łódź", "lodz")]
    [InlineData("São Paulo", "sao paulo")]
    [InlineData("Dvořák", "dvorak")]
    public void Accents_make_no_other_word(string one, string other) => Assert.Equal(Analysis.Normalise(other), Analysis.Normalise(one));

    [Theory]
    [InlineData("が", "か")]
    [InlineData("й", "и")]
    public void Marks_of_other_scripts_do(string one, string other) => Assert.NotEqual(Analysis.Normalise(other), Analysis.Normalise(one));

    // Words, figures, units, formulas, enumerations, brackets that nothing closes, quotation marks of all kinds, with the punctuation of sentences between.
    private static Gen<string> Sentences => Gen.Elements(
        "一种锂电池隔膜", "其特征在于", "所述", "基材", "第一电极", "涂层的厚度为", "包括", "battery", "separator", "wherein", "said layer", "0.5", "10～50nm", "60℃", "≥", "≤", "<", ">", "=", "x", "y=2", "x = 0.5",
        "pH>7", "±5%", "5×10⁻³", "5*10^-3", "3:1", "(", ")", "（", "）", "[0001]", "[", "]", "【", "】", "“", "”", "\"", "‘", "’", "'", "《", "》", "1.", "1、", "a)", "(a)", "i)", "①",
        "*", "?", "？", "/", "1/2", "\\", "C:\\x",
        "+", "-", "—", "→", "°", "Ω", "μm", "α", "H2SO4", "LiCoO2", "Fe³⁺", "CH3(CH2)4", "e.g.", "i.e.", "et al.", "#5", "&", "%",
        "^", "_", "~", "@", "$", "|", "{", "}", "图1", "US", "and", "or", "not", "near")
        .ArrayOf().Where(parts => parts.Length > 1)
        .SelectMany(parts => Gen.Elements("，", "。", "；", "、", "：", ", ", ". ", "\n").SelectMany(mark => Gen.Elements("", " ").Select(blank =>
            string.Join(blank, parts.Take(parts.Length / 2)) + "隔膜" + mark + string.Join(blank, parts.Skip(parts.Length / 2)) + "电池。")));
}
