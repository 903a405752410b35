using FsCheck;
using FsCheck.Fluent;
using Zhishu.Search.Text;

namespace Zhishu.Tests.Search;

public sealed class TextAnalysisTests
{
    private static readonly TextAnalysis Analysis = TextAnalysis.Load(TestHub.Reference);

    [Theory]
    [InlineData("锂离子电池", " | 锂离子电池 | ")]
    [InlineData("鋰離子電池", " | 锂离子电池 | ")]
    [InlineData("锂离子，电池", " | 锂离子 | 电池 | ")]
    [InlineData("Lithium-ion Battery", " | lithium | ion battery | ")]
    [InlineData("ＵＳＢ接口５Ｇ", " | usb | 接口 | 5g | ")]
    [InlineData("电 池", " | 电 | 池 | ")]
    [InlineData("①㎜", " | 1mm | ")]
    [InlineData("，。！", "")]
    [InlineData("", "")]
    public void The_normal_form_jumps_at_every_break(string text, string normal) => Assert.Equal(normal, Analysis.Normalise(text));

    [Fact]
    public void A_run_is_indexed_by_overlapping_pairs_and_single_characters()
    {
        var grams = new HashSet<int>();
        TextAnalysis.CollectGrams(Analysis.Normalise("锂电池 Li"), grams);
        Assert.Equal(new[] { Gram.Pair('锂', '电'), Gram.Pair('电', '池'), Gram.Pair('锂', 0), Gram.Pair('电', 0), Gram.Pair('池', 0), Gram.Word("li") }.Order(), grams.Order());
        Assert.True(Gram.IsExact(Gram.Pair('锂', '电')));
        Assert.False(Gram.IsExact(Gram.Word("li")));
    }

    [Fact]
    public void A_piece_of_a_text_has_only_keys_that_the_text_has() =>
        Prop.ForAll(Fuzz.AnyText.Zip(Gen.Choose(0, 200).Zip(Gen.Choose(1, 12))).ToArbitrary(), input =>
        {
            var (text, (start, length)) = input;
            if (start >= text.Length)
                return true;
            var part = text.Substring(start, Math.Min(length, text.Length - start));
            var normal = Analysis.Normalise(text);
            var keys = new HashSet<int>();
            TextAnalysis.CollectGrams(normal, keys);

            // A piece cut out of a word is another word; a cut run of CJK characters is a run all the same.
            return Analysis.Pieces(part).Where(piece => normal.Contains(piece.Needle, StringComparison.Ordinal)).All(piece => TextAnalysis.GramsOf(piece).All(keys.Contains));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Places_lead_back_to_the_source() =>
        Prop.ForAll(Fuzz.AnyText.ToArbitrary(), text =>
        {
            var (normal, places) = Analysis.NormaliseWithPlaces(text);
            return normal.Length == places.Count && places.Zip(places.Skip(1)).All(pair => pair.First <= pair.Second) && places.All(place => place >= 0 && place <= text.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void What_is_found_is_marked_in_the_words_of_the_source()
    {
        var highlighter = new Highlighter(Analysis,
            new Zhishu.Search.QueryNode.And([new Zhishu.Search.QueryNode.Text(Zhishu.Search.QueryField.Any, "离子电池"), new Zhishu.Search.QueryNode.Text(Zhishu.Search.QueryField.Title, "ion")]));
        var parts = highlighter.Mark("一種鋰離子電池（Li-Ion）、onion");
        Assert.Equal(["離子電池", "Ion"], parts.Where(part => part.Hit).Select(part => part.Text));
        Assert.Equal("一種鋰離子電池（Li-Ion）、onion", string.Concat(parts.Select(part => part.Text)));
    }

    [Fact]
    public void Marking_never_loses_a_character() =>
        Prop.ForAll(Fuzz.AnyText.Zip(Fuzz.AnyText).ToArbitrary(), input =>
        {
            var highlighter = new Highlighter(Analysis, new Zhishu.Search.QueryNode.Text(Zhishu.Search.QueryField.Any, input.Item2));
            return string.Concat(highlighter.Mark(input.Item1).Select(part => part.Text)) == input.Item1 && highlighter.Snippet(input.Item1, 20).Sum(part => part.Text.Length) <= 22;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
}
