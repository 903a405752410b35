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
    public static byte[] Make(object[][] rows)
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
            var sheet = book.AddNewPart<WorksheetPart>();
            var data = new SheetData();
            var count = 0;
            foreach (var row in rows)
            {
                var cells = new Row();
                foreach (var value in row)
                {
                    if (value is string text)
                    {
                        strings.SharedStringTable.Append(new SharedStringItem(new Text(text)));
                        cells.Append(new Cell { DataType = CellValues.SharedString, CellValue = new CellValue(count++) });
                    }
                    else if (value is DateTime day)
                    {
                        cells.Append(new Cell { StyleIndex = 1, CellValue = new CellValue(day.ToOADate()) });
                    }
                    else
                    {
                        cells.Append(new Cell { CellValue = new CellValue((int)value) });
                    }
                }

                data.Append(cells);
            }

            sheet.Worksheet = new Worksheet(data);
            book.Workbook.Append(new Sheets(new Sheet { Id = book.GetIdOfPart(sheet), SheetId = 1, Name = "专利" }));
        }

        return memory.ToArray();
    }
}
