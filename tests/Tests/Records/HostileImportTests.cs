using System.Text;
using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>Files made to harm, and files that are broken.</summary>
[Collection(ServerCollection.Name)]
public sealed class HostileImportTests(TestServer hub)
{
    private const string Row = "申请号,专利名称\nCN202223220665.2,一种盒\n";

    [Fact]
    public async Task An_external_entity_is_not_fetched_and_the_record_is_refused()
    {
        await using var scratch = await hub.ScratchAsync();
        var secret = scratch.File("secret.txt", "root:x:0:0");
        var report = await scratch.ImportAsync(scratch.File("xxe.xml",
            $"""<?xml version="1.0"?><!DOCTYPE us-patent-grant [<!ENTITY x SYSTEM "file://{secret}">]><us-patent-grant lang="EN">"""
            + $"""<us-bibliographic-data-grant><publication-reference><document-id><country>US</country><doc-number>1</doc-number></document-id></publication-reference>"""
            + """<invention-title>&x;</invention-title></us-bibliographic-data-grant></us-patent-grant>"""));
        Assert.Equal((0, 1), (report.New, report.Refused));
        Assert.DoesNotContain("root:x", await File.ReadAllTextAsync(report.RefusedFile!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_billion_laughs_are_not_expanded()
    {
        await using var scratch = await hub.ScratchAsync();
        var entities = string.Concat(Enumerable.Range(1, 12).Select(i => $"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">"));
        var report = await scratch.ImportAsync(scratch.File("laughs.xml",
            $"<?xml version=\"1.0\"?><!DOCTYPE us-patent-grant [<!ENTITY l0 \"ha\">{entities}]><us-patent-grant><a>&l12;</a></us-patent-grant>"));
        Assert.Equal((0, 1), (report.New, report.Refused));
    }

    [Theory]
    [InlineData("../../escape.csv")]
    [InlineData("/etc/escape.csv")]
    [InlineData("..\\escape.csv")]
    [InlineData("C:\\escape.csv")]
    public async Task A_name_that_leads_out_of_the_archive_is_refused_and_the_rest_goes_in(string name)
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(scratch.File("a.zip", Archives.Zip((name, Encoding.UTF8.GetBytes(Row)), ("good.csv", Encoding.UTF8.GetBytes(Row)))));
        Assert.Equal((1, 1), (report.New, report.Refused));
    }

    [Theory]
    [InlineData("bomb.csv.gz")]
    [InlineData("bomb.zip")]
    public async Task A_bomb_stops_when_it_unpacks_to_far_more_than_it_should(string name)
    {
        await using var scratch = await hub.ScratchAsync();
        var bytes = new byte[300 << 20];
        Encoding.UTF8.GetBytes(Row).CopyTo(bytes, 0);
        bytes.AsSpan(Row.Length * 2).Fill((byte)'a');
        for (var i = Encoding.UTF8.GetByteCount(Row); i < bytes.Length; i += 1000)
            bytes[i] = (byte)'\n';
        var report = await scratch.ImportAsync(scratch.File(name, name.EndsWith("gz", StringComparison.Ordinal) ? Archives.Gzip(bytes) : Archives.Zip(("a.csv", bytes))));
        Assert.True(report.Refused >= 1);
        Assert.Contains("archive.bomb", await File.ReadAllTextAsync(report.RefusedFile!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_archive_is_refused_and_what_came_before_the_damage_stays()
    {
        await using var scratch = await hub.ScratchAsync();
        var text = new StringBuilder("申请号,专利名称\n");
        for (var i = 0; i < 20_000; i++)
            text.Append($"CN2022{i % 3 + 1}{i:D7},一种{Guid.NewGuid()}盒\n");
        var gzip = Archives.Gzip(Encoding.UTF8.GetBytes(text.ToString()));
        var report = await scratch.ImportAsync(scratch.File("cut.csv.gz", gzip[..(gzip.Length / 2)]));
        Assert.True(report.New > 1000);
        Assert.True(report.Refused >= 1);
        Assert.Contains("file.damaged", await File.ReadAllTextAsync(report.RefusedFile!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_without_end_is_refused_and_does_not_fill_the_memory()
    {
        await using var scratch = await hub.ScratchAsync();
        var path = scratch.File("long.csv", Row);
        await using (var file = new StreamWriter(path, append: true))
        {
            await file.WriteAsync("CN202210000001.0,\"");
            for (var i = 0; i < 3000; i++)
                await file.WriteAsync(new string('长', 10_000));
        }

        var before = GC.GetTotalAllocatedBytes();
        var report = await scratch.ImportAsync(path);
        Assert.Equal(1, report.New);
        Assert.Equal(1, report.Refused);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 2_000_000_000);
    }

    [Fact]
    public async Task A_formula_in_a_refused_value_is_not_run_by_a_spreadsheet()
    {
        await using var scratch = await hub.ScratchAsync();
        var report = await scratch.ImportAsync(scratch.File("f.csv", "申请号,专利名称,申请日\nCN202223220665.2,一种盒,\"=HYPERLINK(\"\"http://x\"\")\"\n"));
        Assert.Contains("'=HYPERLINK", await File.ReadAllTextAsync(report.RefusedFile!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", 150)]
    [InlineData("uspto-xml", 100)]
    [InlineData("jsonl", 150)]
    [InlineData("xlsx", 100)]
    public async Task No_damaged_file_makes_an_importer_throw_or_hang(string format, int times)
    {
        await using var scratch = await hub.ScratchAsync();
        var original = format switch
        {
            "csv" => await File.ReadAllBytesAsync(Path.Combine(TestHub.Samples, "cn", "patents-export.csv")),
            "uspto-xml" => await File.ReadAllBytesAsync(Path.Combine(TestHub.Samples, "us-uspto", "US20050004437A1.xml")),
            "jsonl" => Encoding.UTF8.GetBytes(string.Join('\n', DemoSet.Generate(TestHub.Reference, 5, 3, 2, 2).Select(RecordJson.Write))),
            _ => Workbooks.Make([["申请号", "专利名称"], ["CN202223220665.2", "一种盒"], ["CN202210000001.0", "一种方法"]]),
        };
        var random = new Random(20261121);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        for (var i = 0; i < times; i++)
        {
            var path = scratch.File($"fuzz{i}.{format}", Fuzz.Damage(original, random));
            var report = await scratch.Importer.RunAsync(new([path]) { Format = i % 2 == 0 ? format : null, DryRun = i % 3 != 0 }, null, patience.Token);
            Assert.True(report.New + report.Changed + report.Same + report.Refused >= 0);
            File.Delete(path);
        }
    }
}
