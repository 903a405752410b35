using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using FsCheck;
using FsCheck.Fluent;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Tests.Network;

/// <summary>The register and the public directory, through the pages.</summary>
[Collection(OfficeCollection.Name)]
public sealed partial class RegisterTests(OfficeHub hub)
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    [Theory]
    [InlineData("91350100M000100Y43", true)]
    [InlineData("９１３５０１００Ｍ０００１００Ｙ４３", true)]
    [InlineData("91350100m000100y43", true)]
    [InlineData("91350100M000100Y44", false)]
    [InlineData("91350100M000100Y4", false)]
    [InlineData("91ABCDEFMA0000001K", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Credit_codes_are_checked_as_the_standard_says(string? code, bool right) => Assert.Equal(right, CreditCode.Check(code, out _) == CreditCodeFault.None);

    [Fact]
    public void No_single_wrong_character_of_a_credit_code_passes()
    {
        var codes = Gen.Elements(Alphabet.ToCharArray()).ArrayOf(17)
            .Select(letters => new string([.. letters.Select((c, i) => i is >= 2 and < 8 ? Alphabet[Alphabet.IndexOf(c, StringComparison.Ordinal) % 10] : c)]));
        Prop.ForAll(Arb.From(codes), Arb.From(Gen.Choose(0, 17)), Arb.From(Gen.Choose(1, 30)), (body, place, shift) =>
        {
            var code = body + CreditCode.CheckCharacter(body);
            var wrong = code.ToCharArray();
            wrong[place] = Alphabet[(Alphabet.IndexOf(code[place], StringComparison.Ordinal) + shift) % 31];
            return CreditCode.Check(code, out var normal) == CreditCodeFault.None && normal == code && CreditCode.Check(new string(wrong), out _) != CreditCodeFault.None;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task A_code_whose_check_character_disagrees_is_taken_when_somebody_says_it_was_compared()
    {
        var right = People.NewCode();
        var code = right[..17] + Alphabet[(Alphabet.IndexOf(right[17], StringComparison.Ordinal) + 1) % 31];
        using var officer = await hub.SignInAsync("shanghai");
        (string, string)[] form = [("Name", "上海市早期代码研究所"), ("CreditCode", code), ("Region", "3101"), ("Kind", "Library"), ("LegalForm", "Institution")];
        using var asked = await officer.PostAsync("/organisations/new", form);
        Assert.Equal(HttpStatusCode.BadRequest, asked.StatusCode);
        var page = WebUtility.HtmlDecode(await asked.Content.ReadAsStringAsync());
        Assert.Contains("name=\"CreditCodeConfirmed\"", page, StringComparison.Ordinal);
        Assert.Contains("代码经核对无误", page, StringComparison.Ordinal);
        using var made = await officer.PostAsync("/organisations/new", [.. form, ("CreditCodeConfirmed", "true")]);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        Assert.True(await hub.ScalarAsync<bool>("select credit_code_confirmed from network.organisation where credit_code = @code", new { code }));
        Assert.Contains("经核对无误", (await officer.GetAsync(made.Headers.Location!.ToString())).Text, StringComparison.Ordinal);

        // Another change does not ask again; and letters among the digits of the region nobody can confirm.
        var csv = string.Join("\r\n", "统一社会信用代码,名称,机构性质,机构类别,地区代码,信用代码经核对", $"{code},上海市早期代码研究院,,,3101,", $"91ABCDEFMA0000001K,字母地区公司,企业,市场化服务机构,310115,是");
        using var dry = await officer.UploadAsync("/organisations/import", "", [], "机构.csv", Encoding.UTF8.GetBytes(csv));
        Assert.Contains("新增 0，更新 1，不变 0，拒绝 1", WebUtility.HtmlDecode(await dry.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        // A tick on a code that is right means nothing.
        var plain = People.NewCode();
        using var other = await officer.PostAsync("/organisations/new",
            [("Name", "上海市普通研究所"), ("CreditCode", plain), ("Region", "3101"), ("Kind", "Library"), ("LegalForm", "Institution"), ("CreditCodeConfirmed", "true")]);
        Assert.False(await hub.ScalarAsync<bool>("select credit_code_confirmed from network.organisation where credit_code = @plain", new { plain }));
    }

    [Fact]
    public async Task An_import_run_dry_writes_nothing_and_applied_writes_what_it_promised_once()
    {
        var (good, other) = (People.NewCode(), People.NewCode());
        var csv = string.Join("\r\n",
            "统一社会信用代码,名称,机构性质,机构类别,地区代码,成员类型,起始日期,依据文件,地址",
            $"{good},上海市测试研究所,事业单位,科研机构,310115,省级网点,2026-01-31,沪知局1号,\"浦东, 张江\"",
            $"{other},江苏测试所,事业单位,科研机构,320505,,,,",
            "91350100M000100Y44,错码公司,企业,市场化服务机构,310115,,,,",
            $"{People.NewCode()},坏日期公司,企业,市场化服务机构,310115,省级网点,2026-02-30,文件,",
            $"{People.NewCode()},自封国家网点,企业,市场化服务机构,310115,国家知识产权信息公共服务网点,2026-01-01,文件,");
        using var officer = await hub.SignInAsync("shanghai");
        var before = await hub.ScalarAsync<long>("select count(*) from network.organisation");
        using var dry = await officer.UploadAsync("/organisations/import", "", [], "机构.csv", Encoding.UTF8.GetBytes(csv));
        var report = WebUtility.HtmlDecode(await dry.Content.ReadAsStringAsync());
        Assert.Contains("新增 1，更新 0，不变 0，拒绝 4", report, StringComparison.Ordinal);
        Assert.Contains("不在您的辖区或行业内", report, StringComparison.Ordinal);
        Assert.Contains("2026-01-31 的样子", report, StringComparison.Ordinal);
        Assert.Equal(before, await hub.ScalarAsync<long>("select count(*) from network.organisation"));

        var fields = new (string, string)[] { ("batch", Batch().Match(report).Groups[1].Value), ("__RequestVerificationToken", Token().Match(report).Groups[1].Value) };
        using var applied = await officer.SendAsync("/organisations/import?handler=Apply", fields);
        Assert.Contains("已导入", WebUtility.HtmlDecode(await applied.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(before + 1, await hub.ScalarAsync<long>("select count(*) from network.organisation"));
        using var again = await officer.SendAsync("/organisations/import?handler=Apply", fields);
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.Equal("浦东, 张江", await hub.ScalarAsync<string>("select address from network.organisation where credit_code = @good", new { good }));

        // As a workbook, and in GBK, as spreadsheets save it: the same row is as it was.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var same = await officer.UploadAsync("/organisations/import", "", [], "机构.csv", Encoding.GetEncoding("GB18030").GetBytes(string.Join("\r\n", csv.Split("\r\n").Take(2))));
        Assert.Contains("新增 0，更新 0，不变 1，拒绝 0", WebUtility.HtmlDecode(await same.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workbook_is_read_with_its_dates_and_numbers()
    {
        var code = People.NewCode();
        using var stream = new MemoryStream();
        using (var book = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var main = book.AddWorkbookPart();
            var part = main.AddNewPart<WorksheetPart>();
            static Cell Text(string text) => new() { DataType = CellValues.InlineString, InlineString = new(new Text(text)) };
            part.Worksheet = new(new SheetData(
                new Row(new[] { "统一社会信用代码", "名称", "机构性质", "机构类别", "地区代码", "成员类型", "起始日期", "依据文件" }.Select(Text)),
                new Row(Text(code), Text("江苏工作簿研究所"), Text("事业单位"), Text("科研机构"), new Cell { CellValue = new("320505") }, Text("provincialOutlet"), Text("2026/1/31"), Text("苏知局1号"))));
            main.Workbook = new(new Sheets(new Sheet { Id = main.GetIdOfPart(part), SheetId = 1, Name = "机构" }));
        }

        using var officer = await hub.SignInAsync("jiangsu");
        using var dry = await officer.UploadAsync("/organisations/import", "", [], "机构.xlsx", stream.ToArray());
        Assert.Contains("新增 1，更新 0，不变 0，拒绝 0", WebUtility.HtmlDecode(await dry.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK\u0003\u0004 not a workbook")]
    [InlineData("名称\r\n甲")]
    [InlineData("统一社会信用代码,名称,机构性质,机构类别,地区代码\r\n\"91350100")]
    public async Task A_broken_file_is_refused_with_a_reason(string content)
    {
        using var officer = await hub.SignInAsync("national");
        using var answer = await officer.UploadAsync("/organisations/import", "", [], "x.csv", Encoding.UTF8.GetBytes(content));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("role=\"alert\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_saves_an_older_state_of_an_organisation_is_told_and_loses_nothing()
    {
        var id = await hub.ScalarAsync<Guid>(
            "select organisation.id from network.organisation where region like '32%' and not exists (select from network.membership where "
            + "organisation_id = organisation.id and kind = 'NationalOutlet') order by id limit 1");
        using var officer = await hub.SignInAsync("jiangsu");
        var (_, page) = await officer.GetAsync($"/organisations/{id}/edit");
        var fields = Inputs().Matches(page).Select(match => (Attribute(match.Value, "name"), WebUtility.HtmlDecode(Attribute(match.Value, "value"))))
            .Where(field => field.Item1 is not ("__RequestVerificationToken" or "Categories" or "LegalPerson")).Append(("Kind", "Library")).Append(("LegalForm", "Institution")).ToList();
        using var first = await officer.PostAsync($"/organisations/{id}/edit", [.. fields.Where(field => field.Item1 != "Hours"), ("Hours", "全天")]);
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        using var second = await officer.PostAsync($"/organisations/{id}/edit", [.. fields.Where(field => field.Item1 != "Audience"), ("Audience", "后来者写的")]);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("后来者写的", WebUtility.HtmlDecode(await second.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal("全天", await hub.ScalarAsync<string>("select hours from network.organisation where id = @id", new { id }));
        Assert.Equal(1, await hub.ScalarAsync<long>(
            "select count(*) from foundation.process where type = 'organisation.change' and subject_id = @id and after like '%全天%'", new { id = id.ToString() }));
    }

    [Fact]
    public async Task An_outlet_cannot_change_what_was_confirmed_and_so_slip_away_from_its_past()
    {
        var id = await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'applicant@demo.example'");
        var before = await hub.ScalarAsync<string>("select concat_ws('|', credit_code, name, region, sector) from network.organisation where id = @id", new { id });
        using var outlet = await hub.SignInAsync("applicant");
        var (_, page) = await outlet.GetAsync($"/organisations/{id}/edit");
        var revision = Attribute(Inputs().Matches(page).First(match => Attribute(match.Value, "name") == "revision").Value, "value");
        using var saved = await outlet.PostAsync($"/organisations/{id}/edit",
            [("revision", revision), ("CreditCode", People.NewCode()), ("Name", "改名"), ("Region", "110101"), ("Sector", "education"), ("Kind", "University"),
            ("LegalForm", "Institution"), ("Hours", "周末也开放")]);
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Equal(before, await hub.ScalarAsync<string>("select concat_ws('|', credit_code, name, region, sector) from network.organisation where id = @id", new { id }));
        Assert.Equal("周末也开放", await hub.ScalarAsync<string>("select hours from network.organisation where id = @id", new { id }));
    }

    [Fact]
    public async Task The_directory_lists_who_is_in_force_today_and_the_coverage_is_that_of_the_day_asked_for()
    {
        using var visitor = new Visitor(hub.Address);
        var today = hub.Clock.Now.AddHours(8).ToString("yyyy-MM-dd");
        var listed = await JsonAsync(visitor, "/api/v1/outlets?member=nationalOutlet&size=100");
        Assert.Equal(await hub.ScalarAsync<long>(
            "select count(distinct organisation_id) from network.membership where kind = 'NationalOutlet' and from_day <= @today::date and until_day >= "
            + "@today::date and (ended_on is null or ended_on > @today::date)", new { today }), listed.GetProperty("total").GetInt64());
        Assert.All(listed.GetProperty("hits").EnumerateArray(), hit => Assert.Contains("nationalOutlet", hit.GetProperty("members").EnumerateArray().Select(member => member.GetString())));
        var filed = await JsonAsync(visitor, "/api/v1/filings");
        Assert.Equal(listed.GetProperty("total").GetInt64(), filed.GetProperty("total").GetInt64());
        Assert.Equal(0, (await JsonAsync(visitor, "/api/v1/filings?on=2015-01-01")).GetProperty("total").GetInt64());

        var near = await JsonAsync(visitor, "/api/v1/outlets?near=320505&size=3");
        Assert.StartsWith("3205", near.GetProperty("hits")[0].GetProperty("region").GetString(), StringComparison.Ordinal);
        Assert.All(near.GetProperty("hits").EnumerateArray(), hit => Assert.StartsWith("32", hit.GetProperty("region").GetString(), StringComparison.Ordinal));
        var early = await JsonAsync(visitor, "/api/v1/stats/coverage?on=2018-01-01");
        Assert.Equal(31, early.GetProperty("missingProvinces").GetArrayLength());
        Assert.Equal(30, early.GetProperty("targets").EnumerateArray().Single(target => target.GetProperty("code").GetString() == "prefectures").GetProperty("target").GetInt32());
        var now = await JsonAsync(visitor, $"/api/v1/stats/coverage?on={today}");
        Assert.Equal(26, now.GetProperty("missingProvinces").GetArrayLength());
        Assert.Equal(333, now.GetProperty("targets").EnumerateArray().Single(target => target.GetProperty("code").GetString() == "prefectures").GetProperty("of").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.GetAsync("/api/v1/outlets?size=1000")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/outlets/verify/GJWD-0000-0000")).Status);
    }

    [Fact]
    public async Task Service_items_are_published_in_versions_and_basic_ones_are_free()
    {
        using var outlet = await hub.SignInAsync("outlet");
        var id = await hub.ScalarAsync<Guid>("select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = 'outlet@demo.example'");
        using var paid = await outlet.PostAsync($"/service-items/{id}", [("Code", "basic.enquiry"), ("Name", "咨询"), ("Channels", "phone"), ("Free", "false"), ("Amount", "10 元")]);
        Assert.Equal(HttpStatusCode.BadRequest, paid.StatusCode);
        Assert.Contains("基础性服务应当免费", WebUtility.HtmlDecode(await paid.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        using var added = await outlet.PostAsync($"/service-items/{id}", [("Code", "special.warning"), ("Name", "海外专利预警"), ("Channels", "web"), ("Free", "false"), ("Amount", "500 元/次")]);
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        using var visitor = new Visitor(hub.Address);
        Assert.DoesNotContain("海外专利预警", (await visitor.GetAsync($"/outlets/{id}")).Text, StringComparison.Ordinal);
        using var published = await outlet.PostAsync($"/service-items/{id}", [], handler: "Publish");
        Assert.Equal(HttpStatusCode.Redirect, published.StatusCode);
        Assert.Contains("海外专利预警", (await visitor.GetAsync($"/outlets/{id}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("海外专利预警", (await visitor.GetAsync($"/outlets/{id}?version=1")).Text, StringComparison.Ordinal);
        Assert.Equal(1, (await JsonAsync(visitor, "/api/v1/outlets?find=%E6%B5%B7%E5%A4%96%E4%B8%93%E5%88%A9%E9%A2%84%E8%AD%A6")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task What_people_type_cannot_become_markup_or_a_formula()
    {
        var code = People.NewCode();
        using var officer = await hub.SignInAsync("shanghai");
        using var made = await officer.PostAsync("/organisations/new",
            [("Name", "=HYPERLINK(\"http://x\")<script>alert(1)</script>"), ("CreditCode", code), ("Region", "3101"), ("Kind", "Library"), ("LegalForm",
            "Institution"), ("Categories", "patent"), ("Categories", "gi"), ("Categories", "nonsense"), ("Introduction", "<img src=x onerror=alert(1)>")]);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        Assert.Equal("gi,patent", await hub.ScalarAsync<string>("select array_to_string(categories, ',') from network.organisation where credit_code = @code", new { code }));
        var (_, page) = await officer.GetAsync(made.Headers.Location!.ToString());
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        var (_, csv) = await officer.GetAsync($"/organisations?handler=Csv&find={code}");
        Assert.Contains("\"'=HYPERLINK", csv, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> JsonAsync(Visitor visitor, string url) => JsonDocument.Parse((await visitor.GetAsync(url)).Text).RootElement;

    [GeneratedRegex("name=\"batch\" value=\"([^\"]+)\"")]
    private static partial Regex Batch();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    private static string Attribute(string tag, string name) => Regex.Match(tag, $" {name}=\"([^\"]*)\"").Groups[1].Value;

    [GeneratedRegex("<input [^>]*>")]
    private static partial Regex Inputs();
}
