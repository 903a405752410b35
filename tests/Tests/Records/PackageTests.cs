using System.IO.Compression;
using System.Text;
using ImageMagick;
using Zhishu.Records;

namespace Zhishu.Tests.Records;

/// <summary>Deliveries of documents with their pictures, as the national packages come: archives in archives, volumes, names in GBK.</summary>
[Collection(ServerCollection.Name)]
public sealed class PackageTests(TestServer hub)
{
    private static string Case(string file) => Path.Combine(AppContext.BaseDirectory, "cases", file);

    private static readonly string Document = File.ReadAllText(Case("cn-full-text.xml"));

    private static byte[] Picture(MagickFormat format, uint width = 40, uint height = 30)
    {
        using var image = new MagickImage(MagickColors.White, width, height);
        return image.ToByteArray(format);
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true, CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(content);
            }
        }

        return memory.ToArray();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Another(int i) => Document.Replace("201910000005.2", $"2019{10000100 + i:D8}", StringComparison.Ordinal)
        .Replace("201910000005", $"2019{10000100 + i:D8}", StringComparison.Ordinal)
        .Replace("109900001", $"{109910000 + i}", StringComparison.Ordinal);

    private static async Task<List<IpRecord>> AllAsync(ScratchHub scratch) =>
        [.. (await scratch.Records.PageAsync([], Guid.Empty, 500, CancellationToken.None)).Select(stored => stored.Record).OrderBy(record => record.Number, StringComparer.Ordinal)];

    [Fact]
    public async Task Archives_in_archives_are_read_with_their_pictures_and_again_change_nothing()
    {
        await using var scratch = await hub.ScratchAsync();
        var inner = Zip(("文献1/甲.XML", Bytes(Document)), ("文献1/HDA0000000002.JPG", Picture(MagickFormat.Jpeg)), ("文献1/201910000005.jpg",
            Picture(MagickFormat.Tiff)), ("文献1/HDA0000000001.JPG", Bytes("no picture")),
            ("文献2/乙.xml", Bytes(Another(2))), ("文献2/HDA0000000002.JPG", Picture(MagickFormat.Jpeg)));
        var broken = Zip(("c/c.xml", Bytes(Another(3))))[..^30];
        var path = scratch.File("20260106.zip",
            Zip(("data/20260106/20260106-1-001.ZIP", inner), ("data/20260106/20260106-1-002.ZIP", broken), ("data/20260106/20260106-1-003.ZIP", Zip(("d/d.xml", Bytes(Another(4)))))));
        var report = await scratch.ImportAsync(path);
        Assert.Equal((3, 1), (report.New, report.Refused));
        var record = (await AllAsync(scratch)).Single(one => one.Number == "2019100000052");
        Assert.Equal([("abstract", "201910000005.JPG", "image/tiff", "摘要附图"), ("drawing", "HDA0000000002.JPG", "image/jpeg", "图1")],
            record.Media.Select(media => (media.Kind, media.Name, media.Type, media.Label)));
        Assert.Equal((40, 30), (record.Media[1].Width, record.Media[1].Height));
        var refused = await File.ReadAllTextAsync(report.RefusedFile!);
        Assert.Contains("20260106.zip!data/20260106/20260106-1-002.ZIP", refused, StringComparison.Ordinal);
        Assert.Contains("HDA0000000001.JPG", refused, StringComparison.Ordinal);

        // The files are there, as they came and as browsers show them.
        var media = new MediaStore(scratch.Database);
        await using (var stream = media.Open(record.Media[1].Key)!)
            Assert.Equal(Picture(MagickFormat.Jpeg).Length, stream.Length);
        await using (var shown = (await media.OpenPreviewAsync(record.Media[0].Key, thumbnail: false, CancellationToken.None))!)
        using (var image = new MagickImage(shown))
            Assert.Equal((MagickFormat.Png, 40u), (image.Format, image.Width));

        var again = await scratch.ImportAsync(scratch.File("again/20260106.zip", await File.ReadAllBytesAsync(path)));
        Assert.Equal((0, 0, 0), (again.New, again.Changed, again.Refused));
        var third = await scratch.ImportAsync(scratch.File("third.zip", Zip(("x/20260106-1-001.zip", inner))));
        Assert.Equal((0, 0, 2), (third.New, third.Changed, third.Same));
    }

    [Fact]
    public async Task Volumes_are_one_archive_and_a_missing_one_is_told()
    {
        await using var scratch = await hub.ScratchAsync();
        scratch.File("v/week.z01", await File.ReadAllBytesAsync(Case("week.z01")));
        var whole = scratch.File("v/week.zip", await File.ReadAllBytesAsync(Case("week.zip")));
        var report = await scratch.ImportAsync(Path.GetDirectoryName(whole)!);
        Assert.Equal((1, 0), (report.New, report.Refused));
        Assert.Equal((180, 140), Assert.Single(await AllAsync(scratch)).Media.Select(media => (media.Width, media.Height)).Single());
        var alone = await scratch.ImportAsync(scratch.File("alone/week.zip", await File.ReadAllBytesAsync(Case("week.zip"))));
        Assert.Equal((0, 1), (alone.New, alone.Refused));
        Assert.DoesNotContain("Exception", await File.ReadAllTextAsync(alone.RefusedFile!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unpacked_document_takes_the_pictures_beside_it()
    {
        await using var scratch = await hub.ScratchAsync();
        scratch.File("d/HDA0000000002.JPG", Picture(MagickFormat.Jpeg));
        var path = scratch.File("d/doc.xml", Document);
        var report = await scratch.ImportAsync(Path.GetDirectoryName(path)!);
        Assert.Equal((1, 0), (report.New, report.Refused));
        Assert.Equal("HDA0000000002.JPG", Assert.Single(Assert.Single(await AllAsync(scratch)).Media).Name);
    }

    [Fact]
    public async Task A_mark_has_the_picture_beside_it_and_bombs_of_pixels_are_refused()
    {
        await using var scratch = await hub.ScratchAsync();
        var huge = Picture(MagickFormat.Png);
        huge[16] = huge[20] = 0x0F;
        var mark = await File.ReadAllTextAsync(Case("cn-trademark.xml"));
        var report = await scratch.ImportAsync(scratch.File("marks.zip", Zip(
            ("1/1.xml", Bytes(mark)), ("1/1.jpg", Picture(MagickFormat.Jpeg)), ("1/1sf.jpg", Picture(MagickFormat.Jpeg, 10, 10)),
            ("2/2.xml", Bytes(mark.Replace("12345678", "12345679", StringComparison.Ordinal))), ("2/2.jpg", huge))));
        Assert.Equal((2, 0), (report.New, report.Refused));
        var marks = await AllAsync(scratch);
        Assert.Equal([("mark", "1.jpg", 40)], marks[0].Media.Select(media => (media.Kind, media.Name, media.Width ?? 0)));
        Assert.Empty(marks[1].Media);
        Assert.Contains("像素数异常", await File.ReadAllTextAsync(report.RefusedFile!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_documents_in_one_archive_go_on_where_a_run_stopped()
    {
        await using var scratch = await hub.ScratchAsync();
        var path = scratch.File("many.zip", Zip([.. Enumerable.Range(0, 600).Select(i => ($"{i:D4}.xml", Bytes(Another(i))))]));
        var progress = new StopAfter(250);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scratch.Importer.RunAsync(new ImportRequest([path]), progress, progress.Stop.Token));
        var before = (await AllAsync(scratch)).Count;
        Assert.InRange(before, 1, 599);
        var rest = await scratch.ImportAsync(path);
        Assert.Equal((600 - before, 0, before), ((int)rest.New, (int)rest.Refused, (int)rest.Resumed));
        Assert.Equal(600, await CountAsync(scratch));
    }

    private static async Task<long> CountAsync(ScratchHub scratch) => (await scratch.Records.CountAsync(CancellationToken.None)).ByKind[RecordKind.Patent];

    private sealed class StopAfter(long records) : IProgress<ImportProgress>
    {
        public CancellationTokenSource Stop { get; } = new();

        public void Report(ImportProgress value)
        {
            if (value.Records >= records)
                Stop.Cancel();
        }
    }
}
