using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Zhishu.Foundation;

namespace Zhishu.Tests.Texts;

/// <summary>What the program says stands in the code in Chinese alone, and every language of it in files that a translator edits.</summary>
public sealed partial class TextTests
{
    /// <summary>Languages that must be whole.</summary>
    private static readonly string[] Whole = ["en"];

    private static readonly Lazy<(IReadOnlyList<SaidText> Texts, IReadOnlyList<string> Wrong)> Said = new(TextHarvest.Read);

    /// <summary><c>DRAW_TEXTS=1</c> writes the files anew, with empty translations where something is missing.</summary>
    [Fact]
    public async Task Every_text_is_translated_once_and_nothing_else_is()
    {
        foreach (var language in Whole)
        {
            if (Environment.GetEnvironmentVariable("DRAW_TEXTS") == "1")
                await PoWriter.WriteAsync(language, Said.Value.Texts);
            var entries = PoWriter.Read(language);
            var places = PoWriter.Places(Said.Value.Texts);
            var wanted = places.SelectMany(module => module.Select(text => (Module: module.Key, text.Key))).ToHashSet();
            var found = entries.Select(one => (one.Module, one.Entry.Key)).ToList();
            None(found.GroupBy(one => one).Where(same => same.Count() > 1).Select(same => $"twice: {same.Key}"));
            None(wanted.Except(found).Select(one => $"missing in {one.Module}: {one.Key}"));
            None(found.Except(wanted).Select(one => $"said nowhere, or by another module: {one.Module}: {one.Key}"));
            None(entries.Where(one => one.Entry.Text.Length == 0).Select(one => $"not translated in {one.Module}: {one.Entry.Key}"));
        }
    }

    [Fact]
    public void No_text_is_written_so_that_it_cannot_be_translated() => None(Said.Value.Wrong);

    [Fact]
    public void Scripts_say_what_the_page_gives_them() => None(Directory.GetFiles(Path.Combine(Repository.Root, "src", "App", "wwwroot"), "*.js")
        .Where(path => Han().IsMatch(File.ReadAllText(path))).Select(path => $"a text stands in {Path.GetFileName(path)}"));

    [Fact]
    public void A_translation_has_no_hole_that_its_text_has_not()
    {
        foreach (var (module, entry) in Whole.SelectMany(PoWriter.Read))
        {
            var (given, used) = (Holes(entry.Key), Holes(entry.Text));
            Assert.True(used.IsSubsetOf(given), $"{module}: {entry.Key} → {entry.Text}");
            if (given.Count > 0)
                _ = CompositeFormat.Parse(entry.Text);
        }
    }

    [Fact]
    public void A_language_of_Chinese_letters_alone_is_no_translation() =>
        None(PoWriter.Read("en").Where(one => one.Entry.Text == Zhishu.Foundation.Texts.Plain(one.Entry.Key) && Han().IsMatch(one.Entry.Text)).Select(one => one.Entry.Key));

    [Fact]
    public void A_file_is_read_as_gettext_reads_it()
    {
        var entries = PoFile.Read("""
            # A remark.
            msgid ""
            msgstr "Language: en\n"

            #: somewhere
            msgctxt "mark"
            msgid "甲"
            msgstr "\"A\"\n"
            "second line"
            msgid "已有 {0} 人报名，还有 {1:N0} 个名额"
            msgstr "{1:N0} of {{places}} left"

            """.Split('\n')).ToList();
        Assert.Equal([new("mark|甲", "\"A\"\nsecond line"), new("已有 {0} 人报名，还有 {1:N0} 个名额", "{1:N0} of {{places}} left")], entries);
    }

    [Theory]
    [InlineData("zh-CN", "缺少列：名称、甲")]
    [InlineData("en", "Columns are missing: Name, 甲")]
    [InlineData("", "缺少列：名称、甲")]
    public void A_text_and_what_is_filled_in_are_in_the_language_of_the_reader(string culture, string expected)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal(expected, Lang.T($"缺少列：{Bilingual.List([Bilingual.Of("名称", "Name"), Bilingual.Of("甲", "")])}"));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void The_mark_of_a_sense_is_never_shown()
    {
        Assert.Equal("名称", new Bilingual("name of a thing|名称").Zh);
        Assert.Equal("数量|单位", new Bilingual("数量|单位").Zh);
        Assert.Equal("a|b", Bilingual.Of("a|b", "").ToString());
    }

    private static void None(IEnumerable<string> wrong)
    {
        if (string.Join('\n', wrong) is { Length: > 0 } told)
            Assert.Fail(told);
    }

    private static HashSet<string> Holes(string text) => [.. Hole().Matches(text).Select(hole => hole.Groups[1].Value)];

    [GeneratedRegex(@"(?<!\{)(?:\{\{)*\{(\d+)(?::[^{}]*)?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Hole();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}", RegexOptions.CultureInvariant)]
    private static partial Regex Han();
}
