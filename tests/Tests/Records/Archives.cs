using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Zhishu.Tests.Records;

internal static class Archives
{
    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                stream.Write(content);
            }
        }

        return memory.ToArray();
    }

    public static byte[] Gzip(byte[] content)
    {
        var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return memory.ToArray();
    }
}

internal static class Workbooks
{
    /// <summary>A workbook as spreadsheet programs write it: shared strings, numbers, dates with a style.</summary>
    public static byte[] Make(object[][] rows) => MakeSheets(("专利", rows));

    /// <summary>The same with several sheets.</summary>
    public static byte[] MakeSheets(params (string Name, object[][] Rows)[] sheets)
    {
        var memory = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(memory, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            book.Workbook = new Workbook();
            var styles = book.AddNewPart<WorkbookStylesPart>();
            styles.Stylesheet = new Stylesheet(
                new Fonts(new Font()), new Fills(new Fill()), new Borders(new Border()), new CellStyleFormats(new CellFormat()),
                new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true }));
            var strings = book.AddNewPart<SharedStringTablePart>();
            strings.SharedStringTable = new SharedStringTable();
            var tabs = new Sheets();
            var count = 0;
            foreach (var (name, rows) in sheets)
            {
                var sheet = book.AddNewPart<WorksheetPart>();
                sheet.Worksheet = new Worksheet(new SheetData(rows.Select(row => new Row(row.Select(CellOf)))));
                tabs.Append(new Sheet { Id = book.GetIdOfPart(sheet), SheetId = (uint)tabs.Count() + 1, Name = name });
            }

            book.Workbook.Append(tabs);

            Cell CellOf(object value)
            {
                switch (value)
                {
                    case string text:
                        strings.SharedStringTable.Append(new SharedStringItem(new Text(text)));
                        return new Cell { DataType = CellValues.SharedString, CellValue = new CellValue(count++) };
                    case DateTime day:
                        return new Cell { StyleIndex = 1, CellValue = new CellValue(day.ToOADate()) };
                    default:
                        return new Cell { CellValue = new CellValue((int)value) };
                }
            }
        }

        return memory.ToArray();
    }
}
