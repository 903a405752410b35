using System.Net;
using Zhishu.Foundation;
using Zhishu.Tests.Enquiries;

namespace Zhishu.Tests.Cases;

/// <summary>A kind of case as the laws try it: how one is opened by the real form, who has to do with it, and what it is kept in.</summary>
/// <param name="Name">Name of its table, as the container knows it.</param>
/// <param name="Table">Its table in the database.</param>
/// <param name="Path">Address of its list.</param>
/// <param name="Opener">Who opens it.</param>
/// <param name="Others">Everybody else who sees it.</param>
/// <param name="Stranger">Somebody who must not.</param>
/// <param name="Form">Address of the form that opens it.</param>
/// <param name="Fields">What is filled in: the word given stands in the case.</param>
/// <param name="Acts">Acts with what they need, so that they fail for their state or party alone.</param>
internal sealed record CaseExample(string Name, string Table, string Path, string Opener, IReadOnlyList<string> Others, string Stranger, string Form,
    Func<OfficeHub, string, Task<IEnumerable<(string, string)>>> Fields, IReadOnlyDictionary<string, (string, string)[]> Acts)
{
    /// <summary>Every kind of case that the program has; the laws fail when one is missing here.</summary>
    public static IReadOnlyList<CaseExample> All { get; } =
    [
        new("order", "delivery.document_order", "/delivery", "outlet", ["node", "shanghai"], "user", "/delivery/new",
            async (hub, word) => [("Kind", "patent"), ("Citation", $"专利文献：{word}"), ("Cover", "CN"), ("Year", "2021"), ("Purpose", "研究"), ("Copyright", "true"),
                ("member", await MemberAsync(hub, "outlet"))],
            new Dictionary<string, (string, string)[]>
            {
                ["Refuse"] = [("reason", "NotHeld")],
                ["Later"] = [("reason", "Other")],
                ["Object"] = [("wrong", "缺页，请重新提供")],
                ["Rate"] = [("rating", "5")],
            }),
        new("request", "requests.request", "/requests/desk", "user", ["outlet", "staff"], "applicant", "/requests/new?type=search",
            async (hub, word) => [("Type", "search"), ("Title", $"查新：{word}"), ("Region", "31"), ("Phone", "021-12345678"), ("ClientKind", "SmallFirm"),
                ("a-technology", "固态电解质及其制备"), ("a-purpose", "查新"), ("a-scope", "近十年"), ("To", await MemberAsync(hub, "outlet"))],
            new Dictionary<string, (string, string)[]>
            {
                ["Quote"] = [("Amount", "0"), ("Days", "5"), ("Text", "免费")],
                ["Deliver"] = [("Text", "成果")],
                ["Return"] = [("Text", "请补充")],
                ["End"] = [("Text", "不再需要")],
                ["Withdraw"] = [("Text", "不再需要")],
                ["Stop"] = [("Text", "人手不足")],
                ["Log"] = [("Text", "检索"), ("Minutes", "10")],
                ["Accept"] = [("rating", "5")],
                ["Rate"] = [("rating", "5")],
            })
            { Lister = "outlet" },
        new("introduction", "requests.introduction", "/board/introductions", "user", ["applicant", "shanghai"], "node", "",
            async (hub, word) => [("own", await PostAsync(hub, "user", "Need", word)), ("other", await PostAsync(hub, "applicant", "Offer", word)), ("note", $"请联系：{word}")],
            new Dictionary<string, (string, string)[]>
            {
                ["Finish"] = [("outcome", "contract")],
                ["Note"] = [("text", "已通电话")],
                ["Dispute"] = [("text", "结果不属实")],
            })
            { FormOf = fields => $"/board/{fields.First(field => field.Item1 == "own").Item2}", Handler = "Ask" },
        new("feedback", "enquiries.feedback", "/feedback/desk", "shanghai", ["outlet", "national"], "user", "/feedback/new",
            async (hub, word) => [("Kind", "complaint"), ("Text", $"收费没有收据：{word}"), ("To", await MemberAsync(hub, "outlet")), ("Contact", await NameAsync(hub, "shanghai"))],
            new Dictionary<string, (string, string)[]>
            {
                ["State"] = [("text", "系工本费，已退还")],
                ["Reply"] = [("text", "经查属实，已责令退费")],
                ["AskStatement"] = [("text", "请说明收费情况")],
                ["Reject"] = [("text", "与本网络无关")],
            }),
        new("enquiry", "enquiries.enquiry", "/enquiries/desk", "outlet", ["staff", "node", "shanghai"], "user", "/enquiries/ask",
            async (hub, word) => [("Title", $"怎样缴纳年费：{word}"), ("Text", "详细情况如题，请答复。"), ("Subject", "patent"), ("Region", "31"), ("Client", "SmallFirm"), ("Phone", "02162345678"),
                ("suggested", "true"), ("To", await MemberAsync(hub, "outlet"))],
            new Dictionary<string, (string, string)[]>
            {
                ["Return"] = [("text", "请写明依据")],
                ["Answer"] = [("text", "网上缴费")],
                ["Propose"] = [("text", "网上缴费")],
                ["Correct"] = [("text", "窗口也可以缴费"), ("Reason", "补充"), ("Message", Guid.Empty.ToString())],
                ["CallBack"] = [("Result", "told")],
                ["Note"] = [("text", "查一下新规定")],
                ["Transfer"] = [("to", "national"), ("text", "请国家局答复")],
                ["Escalate"] = [("text", "本网点不办")],
                ["Merge"] = [("into", "ZX-2222-2222")],
                ["Reject"] = [("text", "广告")],
                ["FollowUp"] = [("text", "再问一句")],
                ["Rate"] = [("rating", "5")],
            }),
        new("poorRating", "enquiries.poor_rating", "/enquiries/ratings", "outlet", ["staff", "shanghai"], "user", "",
            async (hub, word) => [("form", await AnsweredAsync(hub, word)), ("act", "Rate"), ("rating", "1")],
            new Dictionary<string, (string, string)[]>
            {
                ["Check"] = [("text", "属实，转办耽误两天")],
                ["Mend"] = [("text", "增加值班人员")],
                ["Visit"] = [("text", "电话回访，本人满意")],
            })
        {
            FormOf = fields => fields.First(field => field.Item1 == "form").Item2,
        },
        new("resource", "resources.resource", "/resources/desk", "outlet", ["staff", "shanghai"], "user", "/resources/edit?kind=practice",
            async (hub, word) => [("Title", word), ("Summary", "摘要"), ("Subject", "patent"), ("Fields[problem]", "企业不会用专利信息"), ("Fields[effect]", "服务 30 家企业"),
                ("kind", "practice"), ("member", await MemberAsync(hub, "outlet"))],
            new Dictionary<string, (string, string)[]>
            {
                ["Change"] = [("Title", "改过的题"), ("Subject", "patent"), ("Fields[problem]", "企业不会用专利信息"), ("Fields[effect]", "服务 30 家企业")],
                ["Return"] = [("opinion", "请补充")],
                ["Withdraw"] = [("opinion", "数据有误")],
            }),
        new("event", "training.event", "/events/desk", "outlet", ["staff"], "user", "/events/desk/new",
            async (hub, word) => [.. Lecture(hub, word), ("member", await MemberAsync(hub, "outlet"))],
            new Dictionary<string, (string, string)[]>
            {
                ["Correct"] = [("persons", "12"), ("reason", "数错")],
                ["Cancel"] = [("reason", "主讲人生病")],
            }),
    ];

    /// <summary>Who reads the list, where whoever opens it has none.</summary>
    public string Lister { get; init; } = Opener;

    /// <summary>Address of the form that opens it, where it follows from what is filled in; or null.</summary>
    public Func<IEnumerable<(string, string)>, string>? FormOf { get; init; }

    /// <summary>Handler of that form, or null.</summary>
    public string? Handler { get; init; }

    /// <summary>Sends the form that opens one.</summary>
    public Task<HttpResponseMessage> SendAsync(Visitor opener, IEnumerable<(string, string)> fields) => opener.PostAsync(FormOf?.Invoke(fields) ?? Form, fields, Handler);

    private static IEnumerable<(string, string)> Lecture(OfficeHub hub, string word) =>
    [
        ("Title", $"讲座：{word}"), ("Form", "Lecture"), ("Mode", "Onsite"), ("Subject", "patent"), ("Region", "31"), ("Place", "一楼报告厅"), ("Registration", "true"),
        ("Starts", ChinaTime.Form(hub.Clock.Now.AddDays(9))), ("Ends", ChinaTime.Form(hub.Clock.Now.AddDays(9).AddHours(2))),
    ];

    /// <summary>Opens one with a word of its own; gives its page.</summary>
    public async Task<string> OpenAsync(OfficeHub hub, Visitor opener, string word)
    {
        hub.Clock.Now = hub.Clock.Now.AddMinutes(61);
        using var answer = await SendAsync(opener, await Fields(hub, word));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);

        // Who asks follows it by its code; what is tried here is its page at the desk.
        var page = answer.Headers.Location!.ToString();
        return Guid.TryParse(page.Split('/')[^1], out _) ? page
            : $"{Path}/{await hub.ScalarAsync<Guid>($"select id from {Table} where code = @code", new { code = page.Split('/')[2] })}";
    }

    private static async Task<string> AnsweredAsync(OfficeHub hub, string word)
    {
        using var asker = await hub.SignInAsync("outlet");
        using var asked = await asker.PostAsync("/enquiries/ask",
            [("Title", $"评价不满意：{word}"), ("Text", "详细情况如题。"), ("Subject", "patent"), ("Region", "31"), ("suggested", "true"), ("To", await MemberAsync(hub, "outlet"))]);
        var page = asked.Headers.Location!.ToString();
        using var staff = await hub.SignInAsync("staff");
        await staff.ActAsync(await hub.ScalarAsync<Guid>("select id from enquiries.enquiry where code = @code", new { code = page.Split('/')[2] }), "Answer", ("text", "敷衍的答复。"));
        return page;
    }

    private static async Task<string> NameAsync(OfficeHub hub, string name) =>
        (await hub.ScalarAsync<string>("select display_name from identity.account where email = @email", new { email = name + "@demo.example" }))!;

    private static async Task<string> PostAsync(OfficeHub hub, string owner, string side, string word)
    {
        using var person = await hub.SignInAsync(owner);
        using var answer = await person.PostAsync("/board/new?side=" + side, [("Side", side), ("Title", $"示例{word}"), ("Text", "说明写在这里，详情面谈，长期有效。"), ("Employer", "示例公司"),
            ("Contact", "021-12345678"), ("Region", "31"), ("Industry", "38"), ("Technology", "H01M"), ("Until", "")]);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString().Split('/')[^1];
    }

    private static async Task<string> MemberAsync(OfficeHub hub, string name) => (await hub.ScalarAsync<Guid>(
        "select organisation_id from identity.account_grant join identity.account on account.id = account_id where email = @email limit 1",
        new { email = name + "@demo.example" })).ToString();
}
