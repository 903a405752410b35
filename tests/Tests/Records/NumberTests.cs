using FsCheck;
using FsCheck.Fluent;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Records.Numbers;

namespace Zhishu.Tests.Records;

public sealed class NumberTests
{
    [Theory]
    [InlineData("CN202223220665.2", NumberForm.CnApplication, "2022232206652")]
    [InlineData("202223220665.2", NumberForm.CnApplication, "2022232206652")]
    [InlineData("ZL202223220665.2", NumberForm.CnApplication, "2022232206652")]
    [InlineData("ZL 2022 2 3220665.2", NumberForm.CnApplication, "2022232206652")]
    [InlineData("ＣＮ２０２２２３２２０６６５．２", NumberForm.CnApplication, "2022232206652")]
    [InlineData("202223220665", NumberForm.CnApplication, "2022232206652")]
    [InlineData("cn 202223220665 2", NumberForm.CnApplication, "2022232206652")]
    [InlineData("85100001.4", NumberForm.CnApplicationOld, "851000014")]
    [InlineData("85100001", NumberForm.CnApplicationOld, "85100001?")]
    [InlineData("CN114639058A", NumberForm.CnPublication, "CN114639058A")]
    [InlineData("CN 114639058 a", NumberForm.CnPublication, "CN114639058A")]
    [InlineData("CN1045231C", NumberForm.CnPublication, "CN1045231C")]
    [InlineData("CN2345678Y", NumberForm.CnPublication, "CN2345678Y")]
    [InlineData("CN201234567U", NumberForm.CnPublication, "CN201234567U")]
    [InlineData("CN301234567S", NumberForm.CnPublication, "CN301234567S")]
    [InlineData("CN85100001A", NumberForm.CnPublication, "CN85100001A")]
    [InlineData("CN101234567B", NumberForm.CnPublication, "CN101234567B")]
    [InlineData("US 8,926,509 B2", NumberForm.UsPublication, "US8926509B2")]
    [InlineData("US08926509", NumberForm.UsPublication, "US8926509")]
    [InlineData("US2005/0004437 A1", NumberForm.UsPublication, "US20050004437A1")]
    [InlineData("US D739,123 S1", NumberForm.UsPublication, "USD739123S1")]
    [InlineData("EP 1234567 A1", NumberForm.EpPublication, "EP1234567A1")]
    [InlineData("WO 2019/123456 A1", NumberForm.WoPublication, "WO2019123456A1")]
    [InlineData("WO 98/12345", NumberForm.WoPublication, "WO1998012345")]
    [InlineData("US0S", NumberForm.Other, "US0S")]
    [InlineData("PCT/CN2020/123456", NumberForm.PctApplication, "PCTCN2020123456")]
    [InlineData("特開2005-123456", NumberForm.OtherPublication, "JP2005123456A")]
    [InlineData("特开2005-12345号公报", NumberForm.OtherPublication, "JP2005012345A")]
    [InlineData("特開平10-000123", NumberForm.OtherPublication, "JPH10123A")]
    [InlineData("特開昭60-123456号", NumberForm.OtherPublication, "JPS60123456A")]
    [InlineData("JPH10123456A", NumberForm.OtherPublication, "JPH10123456A")]
    [InlineData("JP-A-H5-123456", NumberForm.OtherPublication, "JPH05123456A")]
    [InlineData("特表2005-500000", NumberForm.OtherPublication, "JP2005500000A")]
    [InlineData("特公平6-12345", NumberForm.OtherPublication, "JPH0612345B2")]
    [InlineData("実開平5-12345", NumberForm.OtherPublication, "JPH0512345U")]
    [InlineData("特願2005-123456", NumberForm.OtherApplication, "JP2005123456")]
    [InlineData("特許第3456789号", NumberForm.OtherPublication, "JP3456789")]
    [InlineData("JP 3456789 B2", NumberForm.OtherPublication, "JP3456789B2")]
    [InlineData("JP 2005-123456 A", NumberForm.OtherPublication, "JP2005123456A")]
    [InlineData("JP2005-12345A", NumberForm.OtherPublication, "JP2005012345A")]
    [InlineData("JP-A-2005-123456", NumberForm.OtherPublication, "JP2005123456A")]
    [InlineData("JP2005-123456", NumberForm.OtherApplication, "JP2005123456")]
    [InlineData("KR10-2005-0012345", NumberForm.OtherApplication, "KR20050012345")]
    [InlineData("KR1020050012345", NumberForm.OtherApplication, "KR20050012345")]
    [InlineData("10-2006-0112345", NumberForm.OtherApplication, "KR20060112345")]
    [InlineData("1020060112345", NumberForm.OtherApplication, "KR20060112345")]
    [InlineData("KR 10-2006-0112345 A", NumberForm.OtherPublication, "KR20060112345A")]
    [InlineData("공개특허 10-2006-0112345", NumberForm.OtherApplication, "KR20060112345")]
    [InlineData("KR20-2010-0012345 U", NumberForm.OtherPublication, "KR20100012345U")]
    [InlineData("20-2010-0012345", NumberForm.OtherApplication, "KR2020100012345")]
    [InlineData("KR10-0567890 B1", NumberForm.OtherPublication, "KR100567890B1")]
    [InlineData("등록특허 제10-0567890호", NumberForm.OtherPublication, "KR100567890")]
    [InlineData("DE 10 2005 012 345 A1", NumberForm.OtherPublication, "DE102005012345A1")]
    [InlineData("DE 10 2005 012 345", NumberForm.OtherApplication, "DE102005012345")]
    [InlineData("DE 10 2005 012 345.6", NumberForm.OtherApplication, "DE102005012345")]
    [InlineData("DE 199 12 345 A1", NumberForm.OtherPublication, "DE19912345A1")]
    [InlineData("EP11712345", NumberForm.EpApplication, "EP11712345")]
    [InlineData("EP 11 712 345.6", NumberForm.EpApplication, "EP11712345")]
    [InlineData("EP20110712345", NumberForm.EpApplication, "EP11712345")]
    [InlineData("TWI512345", NumberForm.OtherPublication, "TWI512345")]
    [InlineData("TW I512345 B", NumberForm.OtherPublication, "TWI512345B")]
    [InlineData("FR 2 901 234 A1", NumberForm.OtherPublication, "FR2901234A1")]
    [InlineData("202010001234", NumberForm.CnApplication, "202010001234?")]
    [InlineData("LM2596S", NumberForm.Other, "LM2596S")]
    public void A_number_is_read_in_every_usual_spelling(string text, NumberForm form, string normal)
    {
        var number = RecordNumber.ParsePatent(text);
        Assert.NotNull(number);
        Assert.Equal(form, number.Value.Form);
        if (normal.EndsWith('?'))
            Assert.StartsWith(normal[..^1], number.Value.Normal);
        else
            Assert.Equal(normal, number.Value.Normal);
        Assert.False(number.Value.CheckDigitWrong && !text.Contains("85100001.4", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("专利")]
    [InlineData("CN")]
    [InlineData("12<script>34")]
    public void What_is_no_number_is_none(string text) => Assert.Null(RecordNumber.ParsePatent(text));

    [Fact]
    public void A_wrong_check_digit_is_told_and_the_number_is_read_all_the_same()
    {
        var number = RecordNumber.ParsePatent("CN202223220665.3");
        Assert.True(number!.Value.CheckDigitWrong);
        Assert.Equal("2022232206653", number.Value.Normal);
    }

    [Fact]
    public void The_check_digit_follows_from_the_twelve_digits() =>
        Prop.ForAll(Gen.Choose(2003, 2040).SelectMany(year => Gen.Elements(1, 2, 3).SelectMany(kind => Gen.Choose(0, 9_999_999).Select(serial => $"{year}{kind}{serial:D7}"))).ToArbitrary(), body =>
        {
            var check = PatentNumberParser.CheckCharacter(body);
            var right = RecordNumber.ParsePatent($"CN{body}.{check}")!.Value;
            var wrong = RecordNumber.ParsePatent($"CN{body}.{(check == '0' ? '1' : '0')}")!.Value;
            return !right.CheckDigitWrong && right.Normal == body + check && wrong.CheckDigitWrong && RecordNumber.ParsePatent(body)!.Value.Normal == right.Normal;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_normal_form_is_read_as_itself() =>
        Prop.ForAll(Fuzz.Texts("CNUSEPWOZLPTJKRDIM0123456789ABXSUY./ -特開平許第").ToArbitrary(), text =>
        {
            if (RecordNumber.ParsePatent(text) is not { Form: not NumberForm.Other } number || number.Form == NumberForm.UsApplication)
                return true;
            var again = RecordNumber.ParsePatent(number.Normal);
            return again is { } same && same.Normal == number.Normal && same.Form == number.Form;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100_000));

    [Fact]
    public void An_application_of_Japan_is_not_what_was_published_under_its_figures()
    {
        var published = new IpRecord { Kind = RecordKind.Patent, Office = "JP", Number = "JP2004111111", Title = "x", Publications = [new("JP2005123456A", null, false)] };
        Assert.Equal(["JP2005123456A"], NumberKeys.AliasesOf(published));
        Assert.Contains("JP2005123456", published.PublicationNumbers());
    }

    [Fact]
    public void No_text_makes_the_parsers_throw() =>
        Prop.ForAll(Fuzz.AnyText.ToArbitrary(), text =>
        {
            _ = RecordNumber.ParsePatent(text);
            _ = RecordNumber.NormaliseOther(text);
            _ = CreditCode.Check(text, out _);
            _ = Zhishu.Records.ClassificationSymbol.NormaliseIpc(text);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Theory]
    [InlineData("91350100M000100Y43", CreditCodeFault.None)]
    [InlineData("9135 0100 m000 100y 43", CreditCodeFault.None)]
    [InlineData("９１３５０１００Ｍ０００１００Ｙ４３", CreditCodeFault.None)]
    [InlineData("91350100M000100Y44", CreditCodeFault.CheckDigit)]
    [InlineData("91350100M000100Y4", CreditCodeFault.Shape)]
    [InlineData("91350100I000100Y43", CreditCodeFault.Shape)]
    [InlineData("91ABCDEFMA0000001K", CreditCodeFault.Shape)]
    [InlineData("", CreditCodeFault.Shape)]
    public void A_credit_code_with_a_wrong_check_digit_is_a_warning_and_a_wrong_shape_an_error(string code, CreditCodeFault fault)
    {
        Assert.Equal(fault, CreditCode.Check(code, out var normal));
        Assert.Equal(fault == CreditCodeFault.Shape ? 0 : 18, normal.Length);
    }

    [Fact]
    public void A_chinese_application_number_is_shown_with_its_dot()
    {
        Assert.Equal("CN202223220665.2", RecordNumber.Show(RecordKind.Patent, "CN", "2022232206652"));
        Assert.Equal("CN202210000001.X", RecordNumber.Show(RecordKind.Patent, "CN", "202210000001X"));
        Assert.Equal("CN114639058A", RecordNumber.Show(RecordKind.Patent, "CN", "CN114639058A"));
        Assert.Equal("99000001", RecordNumber.Show(RecordKind.Trademark, "CN", "99000001"));
    }
}
