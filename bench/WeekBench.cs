using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using ImageMagick;
using ImageMagick.Drawing;
using Zhishu.Records;

namespace Zhishu.Bench;

/// <summary>
/// A week of the national packages, generated: documents with full text and three drawings each, two thousand to an inner archive, those in an archive of volumes. The
/// real program imports it into a new hub and indexes it. The peer in the same run is what any reader has to do at least: unpack it all and read every byte.
/// </summary>
internal static class WeekBench
{
    private const int Inner = 2000;
    private const int Pictures = 3;
    private const int Drawn = 300;

    public static async Task RunAsync(ReferenceData reference, int count)
    {
        var folder = Directory.CreateTempSubdirectory("zhishu-bench-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        try
        {
            var week = Path.Combine(folder, "data", "20260106");
            Directory.CreateDirectory(week);
            var text = Write(Path.Combine(week, "20260106.zip"), reference, count);
            var volumes = Split(week);
            var size = Directory.EnumerateFiles(week).Sum(file => new FileInfo(file).Length);
            Console.WriteLine($"{count:N0} documents, {text >> 20:N0} MB of XML, {count * Pictures:N0} drawings, packed {size >> 20:N0} MB in {volumes} volumes, {Environment.ProcessorCount} cores");
            var unpack = Unpack(week);
            var data = Path.Combine(folder, "var");
            await ImportBench.Run(data, "search", "x");
            var before = SizeOf(data);
            var store = await ImportBench.Run(data, "import", week, "--no-index");
            ImportBench.Show("store", count, store);
            var stored = SizeOf(data);
            var index = await ImportBench.Run(data, "reindex");
            ImportBench.Show("index", count, index);
            ImportBench.Show("both", count, (store.Seconds + index.Seconds, Math.Max(store.PeakMegabytes, index.PeakMegabytes)));
            ImportBench.Show("peer: unpack", count, (unpack, 0));
            var indexed = SizeOf(data);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  a document takes {(stored.Database - before.Database) / 1024.0 / count:0.0} KB in the "
                + $"store, {(stored.Media - before.Media) / 1024.0 / count:0.0} KB of pictures, "
                + $"{(indexed.Database - stored.Database) / 1024.0 / count:0.0} KB in the index of PostgreSQL; its XML has {text / 1024.0 / count:0.0} KB"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  both take {(store.Seconds + index.Seconds) / unpack:0.0} times the unpacking"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (long Database, long Media) SizeOf(string data)
    {
        long Size(string path) => Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => !file.FullName.Contains("/pg_wal/", StringComparison.Ordinal)).Sum(file => file.Length) : 0;
        var media = Size(Path.Combine(data, "media"));
        return (Size(data) - media, media);
    }

    private static double Unpack(string week)
    {
        // The archive as it was before it was cut into volumes: cutting is no compression.
        var watch = Stopwatch.StartNew();
        var buffer = new byte[1 << 16];
        using var outer = ZipFile.OpenRead(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(week)!)!, "whole.zip"));
        foreach (var entry in outer.Entries)
        {
            using var memory = new MemoryStream();
            using (var stream = entry.Open())
                stream.CopyTo(memory);
            using var inner = new ZipArchive(memory);
            foreach (var document in inner.Entries)
            {
                using var stream = document.Open();
                while (stream.Read(buffer) > 0)
                {
                }
            }
        }

        return watch.Elapsed.TotalSeconds;
    }

    // Volumes as zip writes them; without it one archive, and it is said.
    private static int Split(string week)
    {
        var whole = Path.Combine(week, "20260106.zip");
        var kept = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(week)!)!, "whole.zip");
        File.Move(whole, kept);
        try
        {
            using var process = Process.Start(new ProcessStartInfo("zip", ["-q", "-s", "100m", kept, "--out", whole]) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            if (process.ExitCode == 0)
                return Directory.EnumerateFiles(week).Count();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine("there is no zip(1): one archive instead of volumes");
        }

        File.Copy(kept, whole, overwrite: true);
        return 1;
    }

    private static long Write(string path, ReferenceData reference, int count)
    {
        var random = new Random(20260106);
        var text = 0L;
        using var outer = ZipFile.Open(path, ZipArchiveMode.Create);
        var drawings = Enumerable.Range(0, Drawn).Select(_ => Drawing(random)).ToList();
        var records = DemoSet.Generate(reference, count, 0, 0, 0).Where(record => record.Claims.Count > 0).ToList();
        for (var from = 0; from < count; from += Inner)
        {
            using var memory = new MemoryStream();
            using (var inner = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
            {
                for (var i = from; i < Math.Min(count, from + Inner); i++)
                {
                    var number = $"2019{10_000_000 + i:D8}";
                    var xml = Encoding.UTF8.GetBytes(Document(records[i % records.Count], records[(i * 7 + 3) % records.Count], number, i, random));
                    text += xml.Length;
                    Add(inner, $"{number}/{number}.XML", xml, CompressionLevel.Optimal);

                    // Drawing takes longer than reading: a few hundred, each told apart by some bytes behind its end.
                    for (var picture = 0; picture < Pictures; picture++)
                        Add(inner, $"{number}/HDA{i:D8}{picture:D2}.PNG", [.. drawings[random.Next(Drawn)], .. BitConverter.GetBytes((i * Pictures) + picture)], CompressionLevel.NoCompression);
                }
            }

            Add(outer, $"20260106-1-{(from / Inner) + 1:D3}.ZIP", memory.ToArray(), CompressionLevel.NoCompression);
        }

        return text;
    }

    private static void Add(ZipArchive archive, string name, byte[] content, CompressionLevel level)
    {
        using var entry = archive.CreateEntry(name, level).Open();
        entry.Write(content);
    }

    private static byte[] Drawing(Random random)
    {
        using var image = new MagickImage(MagickColors.White, 500, 400);
        var pen = new Drawables().FillColor(MagickColors.None).StrokeColor(MagickColors.Black).StrokeWidth(2);
        for (var i = 0; i < 40; i++)
            pen.Line(random.Next(500), random.Next(400), random.Next(500), random.Next(400));
        pen.Draw(image);
        image.Quantize(new QuantizeSettings { Colors = 4, DitherMethod = DitherMethod.No });
        return image.ToByteArray(MagickFormat.Png);
    }

    private static string Document(IpRecord record, IpRecord other, string number, int serial, Random random)
    {
        static string E(string? text) => SecurityElement.Escape(text ?? "");
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture, $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <business:PatentDocumentAndRelated xmlns:business="http://www.sipo.gov.cn/XMLSchema/business"
              xmlns:base="http://www.sipo.gov.cn/XMLSchema/base" lang="zh" country="CN" docNumber="{100_000_000 + serial}" kind="B" datePublication="20260106" status="C">
            <business:BibliographicData lang="zh" country="CN">
            <business:PublicationReference dataFormat="standard"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>{100_000_000 + serial}</base:DocNumber>
                  <base:Kind>B</base:Kind><base:Date>20260106</base:Date></base:DocumentID></business:PublicationReference>
            <business:ApplicationReference applType="10" dataFormat="standard"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>{number}</base:DocNumber>
                  <base:Date>20190102</base:Date></base:DocumentID></business:ApplicationReference>
            <business:ClassificationIPCRDetails>
            """);
        foreach (var symbol in record.Classifications.Where(symbol => symbol.Scheme == "ipc"))
            body.Append(CultureInfo.InvariantCulture, $"<business:ClassificationIPCR><base:Text>{symbol.Symbol} (2006.01)I</base:Text></business:ClassificationIPCR>");
        body.Append(CultureInfo.InvariantCulture,
            $"</business:ClassificationIPCRDetails><business:InventionTitle>{E(record.Title)}</business:InventionTitle><business:Parties><business:ApplicantDetails>");
        foreach (var party in record.Parties.Where(party => party.Role == PartyRole.Applicant))
            body.Append(CultureInfo.InvariantCulture, $"<business:Applicant><base:AddressBook><base:Name>{E(party.Name)}</base:Name></base:AddressBook></business:Applicant>");
        body.Append("</business:ApplicantDetails><business:InventorDetails>");
        foreach (var party in record.Parties.Where(party => party.Role == PartyRole.Inventor))
            body.Append(CultureInfo.InvariantCulture, $"<business:Inventor><base:AddressBook><base:Name>{E(party.Name)}</base:Name></base:AddressBook></business:Inventor>");
        body.Append(CultureInfo.InvariantCulture,
            $"</business:InventorDetails></business:Parties></business:BibliographicData>"
            + $"<business:Abstract><base:Paragraphs>{E(record.Abstract)}</base:Paragraphs></business:Abstract><business:Claims>");
        foreach (var claim in record.Claims)
            body.Append(CultureInfo.InvariantCulture, $"<business:Claim num=\"{claim.Number}\"><business:ClaimText>{claim.Number}.{E(claim.Text)}</business:ClaimText></business:Claim>");
        body.Append("</business:Claims><business:Description>");
        var sentences = (record.Abstract + other.Abstract + string.Concat(record.Claims.Concat(other.Claims).Select(claim => claim.Text)))
            .Split(['。', '；', '，'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var section in new[] { "TechnicalField", "BackgroundArt", "Disclosure", "DrawingsDescription", "InventionMode" })
        {
            body.Append(CultureInfo.InvariantCulture, $"<business:{section}>");
            for (var paragraph = 0; paragraph < (section == "InventionMode" ? 24 : 4); paragraph++)
            {
                body.Append(CultureInfo.InvariantCulture, $"<base:Paragraphs num=\"{paragraph:D4}\">");
                for (var i = 0; i < 9; i++)
                    body.Append(E(sentences[random.Next(sentences.Length)])).Append(i < 8 ? "，" : "。");
                body.Append("</base:Paragraphs>");
            }

            body.Append(CultureInfo.InvariantCulture, $"</business:{section}>");
        }

        body.Append("</business:Description><business:Drawings>");
        for (var picture = 0; picture < Pictures; picture++)
            body.Append(CultureInfo.InvariantCulture, $"<business:Figure><base:Image file=\"HDA{serial:D8}{picture:D2}.PNG\" he=\"100\" wi=\"120\"/></business:Figure>");
        return body.Append("</business:Drawings></business:PatentDocumentAndRelated>").ToString();
    }
}
