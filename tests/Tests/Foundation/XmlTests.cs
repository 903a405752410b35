using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Tests.Foundation;

/// <summary>Whatever a text holds, what is written of it in XML can be read.</summary>
public sealed class XmlTests
{
    /// <summary>Every character there is, halves of pairs included.</summary>
    private static string Everything { get; } = string.Concat(Enumerable.Range(0, 0x10000).Select(i => (char)i)) + "\U0001F600\U0010FFFF" + "\uD800";

    [Fact]
    public void A_document_is_well_formed_whatever_stands_in_it()
    {
        var root = new XElement("a", new XAttribute("b", Everything), Everything, new XElement("c", Everything), "x\0y", new XElement("d"));
        var read = XDocument.Parse(System.Text.Encoding.UTF8.GetString(XmlAnswer.Bytes(root))).Root!;
        Assert.Contains("\U0001F600\U0010FFFF", read.Element("c")!.Value, StringComparison.Ordinal);
        Assert.Contains("xy", read.Value, StringComparison.Ordinal);
        _ = XDocument.Parse(XmlAnswer.Text(new XElement("a", new XAttribute("b", Everything), Everything)));
        _ = XDocument.Parse(AtomFeed.Write(Everything, Everything, Everything, Everything, Everything,
            DateTimeOffset.UnixEpoch, [new(Everything, Everything, DateTimeOffset.UnixEpoch, Everything, Everything)]));
    }

    [Fact]
    public void A_text_that_XML_can_hold_stays_as_it_is() =>
        Prop.ForAll(Fuzz.AnyText.ToArbitrary(), text =>
        {
            var clean = SafeText.ForXml(text);
            _ = XmlConvert.VerifyXmlChars(clean);
            return ReferenceEquals(SafeText.ForXml(clean), clean);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_calendar_has_no_control_characters() => Assert.DoesNotContain(
        Zhishu.Training.Calendar.Write(Everything, [Zhishu.Training.Event.Of(FormInput.Of(("Form", "Lecture"), ("Mode", "Onsite"), ("Title", Everything), ("Summary", Everything),
            ("Place", Everything)), Guid.NewGuid(), DateTimeOffset.UnixEpoch)], path => path, DateTimeOffset.UnixEpoch), c => char.IsControl(c) && c is not ('\t' or '\r' or '\n') && c < 0x7F);

    [Fact]
    public async Task Records_and_workbooks_are_written_whatever_stands_in_them()
    {
        var text = "甲\u0001\0\u000B\uFFFE\uD800乙";
        foreach (var kind in RecordKinds.InOrder)
        {
            var record = new IpRecord
            {
                Kind = kind,
                Office = "CN",
                Number = "1",
                Title = text,
                TitleEn = text,
                Abstract = text,
                StatusText = text,
                Region = "31",
                Parties = [new(PartyRole.Applicant, text)],
                Classifications = [new("ipc", text, true)],
                Source = new(text, text),
            };
            using var stream = new MemoryStream();
            await using (var xml = St96Xml.Writer(stream))
            {
                await St96Xml.StartAsync(xml);
                await St96Xml.WriteAsync(xml, record);
                await xml.WriteEndDocumentAsync();
            }

            stream.Position = 0;
            Assert.Contains("甲", XDocument.Load(stream).Root!.Value, StringComparison.Ordinal);
        }

        using var book = new MemoryStream();
        await Workbook.WriteAsync([text], new[] { (IReadOnlyList<string>)[text] }.ToAsyncEnumerable(), book, CancellationToken.None);
        book.Position = 0;
        await using var zip = await ZipArchive.CreateAsync(book, ZipArchiveMode.Read, leaveOpen: true, null, CancellationToken.None);
        await using var sheet = await zip.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync();
        Assert.Contains("甲", XDocument.Load(sheet).Root!.Value, StringComparison.Ordinal);
    }
}
