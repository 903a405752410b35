using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.Extensions.Options;
using Zhishu.Filings.Dossiers;
using Zhishu.Filings.Form;
using Zhishu.Foundation;

namespace Zhishu.Tests.Filings;

/// <summary>The official form as DOCX and PDF.</summary>
public sealed class PaperTests
{
    private static readonly Filing Example =
        new()
        {
            Form = ModelTests.CompleteForm(ModelTests.Schemes["national"]) with
            {
                Answers = new Dictionary<string, FormAnswer>(),
                People = [new() { Name = "馆\u0001员", Text = "表情\ud83d\ude00也不碍事" }, .. ModelTests.CompleteForm(ModelTests.Schemes["national"]).People]
            },
            SubmittedOn = new(2026, 11, 21),
            Opinion = "同意推荐"
        };

    [Fact]
    public void The_document_is_valid_and_has_all_parts_of_the_annex()
    {
        var bytes = DocxPaper.Write(FormPaper.Write(Example, ModelTests.Schemes["national"]));
        if (Environment.GetEnvironmentVariable("PAPER_FOLDER") is { } folder)
            File.WriteAllBytes(Path.Combine(folder, "form.docx"), bytes);
        using var document = WordprocessingDocument.Open(new MemoryStream(bytes), false);
        Assert.Empty(new OpenXmlValidator().Validate(document).Select(fault => fault.Description));
        var text = document.MainDocumentPart!.Document.Body!.InnerText;
        foreach (var part in new[] { "编号：", "备 案 表", "备案机构：示例图书馆（盖章）", "2024 年制", "填 表 说 明", "一、机构基本情况", "线上服务平台（选填）", "专职人员数量", "服务事项清单", "二、工作基础和优势特点",
            "三、服务团队人员情况", "四、未来发展思路和支持措施", "五、开展知识产权信息公共服务典型案例", "六、申请备案机构意见", "七、推荐部门意见", "八、备案部门意见", "☐ 准予备案" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_pdf_opens_and_long_texts_go_on_over_the_pages()
    {
        var pdf = new PdfPaper(new PdfFonts(Options.Create(new HubOptions())));
        var usual = pdf.Write(FormPaper.Write(Example, ModelTests.Schemes["national"]), "备案表");
        var scheme = ModelTests.Schemes["national"];
        var longer = new Filing { Form = Example.Form with { Sections = scheme.Sections.ToDictionary(section => section.Id, _ => new string('长', 12_000)) } };
        var lengthy = pdf.Write(FormPaper.Write(longer, scheme), "备案表");
        Assert.InRange(Pages(usual), 5, 15);
        Assert.True(Pages(lengthy) > Pages(usual) + 15);
        Assert.True(usual.Length < 300_000, "only the characters used are embedded");
        Assert.True(Whole(usual) && Whole(lengthy));
        if (Environment.GetEnvironmentVariable("PAPER_FOLDER") is { } folder)
            File.WriteAllBytes(Path.Combine(folder, "form.pdf"), usual);
    }

    private static int Pages(byte[] pdf) => System.Text.RegularExpressions.Regex.Count(System.Text.Encoding.Latin1.GetString(pdf), "/Type /Page ");

    /// <summary>Every offset of the table leads to its object.</summary>
    private static bool Whole(byte[] pdf)
    {
        var text = System.Text.Encoding.Latin1.GetString(pdf);
        var start = int.Parse(text[(text.LastIndexOf("startxref", StringComparison.Ordinal) + 10)..].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
        var rows = text[start..].Split('\n').Skip(3).TakeWhile(row => row.EndsWith("n ", StringComparison.Ordinal)).ToList();
        return text[start..].StartsWith("xref", StringComparison.Ordinal) && rows.Count > 8 && rows.Index()
            .All(row => text.AsSpan(int.Parse(row.Item[..10], System.Globalization.CultureInfo.InvariantCulture)).StartsWith($"{row.Index + 1} 0 obj"));
    }
}
