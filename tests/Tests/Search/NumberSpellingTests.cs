using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Search.Numbers;
using Zhishu.Search.Query;

namespace Zhishu.Tests.Search;

/// <summary>Every spelling of a number is read as the same number: by itself, behind a field, and in lists of any layout.</summary>
public sealed class NumberSpellingTests
{
    private static readonly QueryLanguage Language = new(TestHub.Reference);

    private static string? Normal(string text) => RecordNumber.ParsePatent(text) is { Form: not NumberForm.Other } number ? number.Normal : null;

    private static void None(IEnumerable<string> wrong) => Assert.True(!wrong.Any(), string.Join('\n', wrong));

    [Fact]
    public void By_itself()
    {
        Assert.True(NumberSpellings.All.Count >= 180, $"{NumberSpellings.All.Count}");
        None(NumberSpellings.All.Where(row => !NumberSpellings.Is(Normal(row.Given), row.Normal)).Select(row => $"{row.Given}: {Normal(row.Given)} instead of {row.Normal}"));
    }

    [Fact]
    public void Behind_a_field_with_its_blanks()
    {
        string? Read(string query) => Language.Parse(query).Node is QueryNode.Number number ? number.Normals[0] : Language.Parse(query).Fault?.Message.Zh ?? "no number";
        None(NumberSpellings.All.SelectMany(row => new[] { $"PN={row.Given}", $"AN=\"{row.Given}\"", $"公开（公告）号＝{row.Given}" }.Select(query => (query, row.Normal)))
            .Where(pair => !NumberSpellings.Is(Read(pair.query), pair.Normal)).Select(pair => $"{pair.query}: {Read(pair.query)}"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("; ")]
    [InlineData("；")]
    [InlineData("、")]
    [InlineData(", ")]
    [InlineData("，")]
    [InlineData("\t")]
    [InlineData(" | ")]
    [InlineData("\n\n- ")]
    [InlineData(" 和 ")]
    public void In_a_list(string between)
    {
        var text = string.Join(between, NumberSpellings.All.Select(row => row.Given));
        var (numbers, only) = NumberText.Read(text);
        var wanted = NumberSpellings.All.Select(row => Normal(row.Given)).ToHashSet();
        var found = numbers.Select(Normal).ToHashSet();
        None(wanted.Except(found).Select(normal => $"{normal} is missing").Concat(numbers.Where(number => !wanted.Contains(Normal(number))).Select(number => $"{number} is too many")).Take(9));
        Assert.True(only);
    }

    [Theory]
    [InlineData("专利号：ZL201829011109.6", "ZL201829011109.6")]
    [InlineData("专利号 ZL 2018 2 9011109.6", "ZL 2018 2 9011109.6")]
    [InlineData("申请号:201829011109.6", "201829011109.6")]
    [InlineData("申请号201829011109.6", "201829011109.6")]
    [InlineData("公开号：特開2005-123456", "特開2005-123456")]
    [InlineData("Patent No.: US 8,926,509 B2", "US 8926509 B2")]
    [InlineData("Pub. No.: US 2005/0004437 A1", "US 2005/0004437 A1")]
    [InlineData("Appl. No.: 09/703,574", "09/703574")]
    [InlineData("International Application No.: PCT/CN2018/000001", "PCT/CN2018/000001")]
    [InlineData("CN299011109U.pdf", "CN299011109U")]
    [InlineData(@"C:\下载\CN299011109U.pdf", "CN299011109U")]
    [InlineData("CN299011109U_说明书.pdf", "CN299011109U")]
    [InlineData("https://patents.google.com/patent/CN299011109U/zh", "CN299011109U")]
    [InlineData("https://patents.google.com/patent/US8926509B2/en?oq=US8926509B2", "US8926509B2")]
    [InlineData("https://patents.google.com/?oq=US8926509B2", "US8926509B2")]
    [InlineData("https://worldwide.espacenet.com/patent/search/family/038345342/publication/WO2019000001A1?q=pn%3DWO2019000001A1", "WO2019000001A1")]
    [InlineData("https://worldwide.espacenet.com/publicationDetails/biblio?CC=US&NR=9254383B2&KC=B2&FT=D", "US9254383B2")]
    [InlineData("https://worldwide.espacenet.com/publicationDetails/biblio?CC=EP&NR=1234567&KC=A1&FT=D", "EP1234567A1")]
    [InlineData("https://patentscope.wipo.int/search/en/detail.jsf?docId=WO2019000001", "WO2019000001")]
    [InlineData("https://www.freepatentsonline.com/9254383.html", "US9254383")]
    [InlineData("https://www.freepatentsonline.com/y2019/0123456.html", "US20190123456")]
    [InlineData("https://register.epo.org/application?number=EP11712345", "EP11712345")]
    [InlineData("1. CN299011109U", "CN299011109U")]
    [InlineData("(2) US 8,926,509 B2", "US 8926509 B2")]
    [InlineData("“CN299011109U”", "CN299011109U")]
    public void With_what_stands_around_it(string pasted, string number)
    {
        var (numbers, only) = NumberText.Read(pasted);
        Assert.Equal(number, string.Join('|', numbers));
        Assert.True(only);
        Assert.True(TypedNumbers.Plain(pasted) == number || pasted is ['1' or '(' or '“', ..], TypedNumbers.Plain(pasted));
    }

    [Theory]
    [InlineData("CN299011109U 201829011109.6", "CN299011109U|201829011109.6")]
    [InlineData("CN299011109U、201829011109.6", "CN299011109U|201829011109.6")]
    [InlineData("US 8,926,509 B2, US 9,254,383 B2; EP 1 234 567 A1", "US 8926509 B2|US 9254383 B2|EP 1 234 567 A1")]
    [InlineData("09/703,574 US D800,001 S", "09/703574|US D800001 S")]
    [InlineData("公开号\t名称\t申请日\nCN114639058A\t一种5G天线\t2022-03-04\nCN101234567B\t电池\t2008.01.05", "CN114639058A|CN101234567B")]
    [InlineData("ZL 2022 2 3220665.2 ZL 2019 1 0000005.2", "ZL 2022 2 3220665.2|ZL 2019 1 0000005.2")]
    [InlineData("8926509,9254383", "8926509|9254383")]
    [InlineData("12345678 第30类", "12345678")]
    public void Several_in_one_line(string pasted, string numbers) => Assert.Equal(numbers, string.Join('|', NumberText.Read(pasted).Numbers));

    [Theory]
    [InlineData("锂电池 隔膜")]
    [InlineData("2020年第3季度 5G")]
    [InlineData("一种用于 CN114639058A 的电池")]
    public void A_sentence_is_no_list(string text) => Assert.Empty(TypedNumbers.Several(text));
}
