using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>Every reader with damaged, cut and hostile files: none throws, hangs, or tells a person in the words of a program.</summary>
public sealed class ReaderFuzzTests
{
    private static readonly string Cases = Path.Combine(AppContext.BaseDirectory, "cases");
    private static readonly IRecordFormat[] Formats = SourceFormats.All(TestHub.Reference, asks: false);

    private static IEnumerable<string> Names => Directory.EnumerateFiles(Cases).Select(path => Path.GetFileName(path)!)
        .Where(name => !name.StartsWith("week.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static IEnumerable<object[]> Files() => Names.Select(name => new object[] { name });

    [Fact]
    public void Every_format_has_a_case() =>
        Assert.Empty(SourceFormats.Names.Except(Names.Select(name => FormatOf(File.ReadAllBytes(Path.Combine(Cases, name)))?.Name).OfType<string>()).Except(["jsonl", "st96-xml", "bibtex"]));

    [Theory]
    [MemberData(nameof(Files))]
    public void No_damaged_file_makes_a_reader_throw(string file)
    {
        var original = File.ReadAllBytes(Path.Combine(Cases, file));
        var own = FormatOf(original);
        Assert.NotNull(own);
        var random = new Random(20261127);
        for (var i = 0; i < (Night.IsNow ? 400 : 40); i++)
        {
            var damaged = i == 0 ? original : Fuzz.Damage(original, random);
            Read(FormatOf(damaged), damaged);
            Read(own, damaged);
        }

        // Cut at every place of its beginning and end.
        for (var cut = 0; cut < original.Length; cut += Math.Max(1, original.Length / 60))
            Read(own, original[..cut]);
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\"?>", "<ep-patent-document>", "<a>", 100_000)]
    [InlineData("", "<PATDOC><SDOBI>", "<B100>", 100_000)]
    [InlineData("", "<cn-patent-document>", "&amp;&alpha;&nothing;", 200_000)]
    [InlineData("", "{\"lens_id\":\"1\",\"jurisdiction\":\"US\",\"biblio\":", "{\"a\":[", 100_000)]
    [InlineData("", "@patent{a,title={", "{", 100_000)]
    [InlineData("PT P\n", "PN CN1-A\n", "   more\n", 100_000)]
    [InlineData("PATN\nWKU  039310010\n", "TTL  A\n", "     more\n", 100_000)]
    public void What_goes_on_for_ever_ends(string before, string begin, string again, int times)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(before + begin + string.Concat(Enumerable.Repeat(again, times)));
        var format = FormatOf(bytes);
        Assert.NotNull(format);
        Read(format, bytes);
    }

    private static IRecordFormat? FormatOf(byte[] bytes) => Formats.FirstOrDefault(format => format.Recognises(bytes.AsSpan(0, Math.Min(bytes.Length, 64 << 10))));

    private static void Read(IRecordFormat? format, byte[] bytes)
    {
        if (format is null)
            return;
        var records = 0;
        try
        {
            foreach (var item in format.Read(new MemoryStream(bytes), "f"))
            {
                records++;
                foreach (var problem in item.Problems)
                {
                    Assert.DoesNotContain("Exception", problem.Reason.Zh, StringComparison.Ordinal);
                    Assert.Matches(@"[\u4e00-\u9fff]", problem.Reason.Zh);
                }
            }
        }
        catch (Exception e) when (e is FileRefusedException or InvalidDataException or IOException)
        {
            // What the importer takes for a damaged file, and says so.
        }

        Assert.InRange(records, 0, bytes.Length + 10);
    }
}
