using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;

namespace Zhishu.Tests.Services;

/// <summary>Regions down to counties: named, chosen among those of one name, remembered, and used for nearness.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class RegionTests(OfficeHub hub)
{
    private Regions Regions => hub.Services.GetRequiredService<Regions>();

    [Theory]
    [InlineData("山西省太原市小店区", "140105")]
    [InlineData("太原 小店", "140105")]
    [InlineData("山西小店区", "140105")]
    [InlineData("小店区", "140105")]
    [InlineData("上海市浦东新区", "310115")]
    [InlineData("浦东", "310115")]
    [InlineData("北京", "11")]
    [InlineData("北京朝阳", "110105")]
    [InlineData("内蒙古", "15")]
    [InlineData("恩施土家族苗族自治州", "4228")]
    [InlineData("仙桃市", "429004")]
    [InlineData("１４０１０５", "140105")]
    [InlineData("140105", "140105")]
    [InlineData("Pudong New District", "310115")]
    [InlineData("Shanghai Pudong", "310115")]
    public void A_name_or_path_is_one_region(string text, string code) => Assert.Equal([code], Regions.Match(text).Select(region => region.Code));

    [Fact]
    public void Places_of_one_name_are_all_found_and_nonsense_is_none()
    {
        Assert.True(Regions.Match("鼓楼区").Select(region => region.Code).ToHashSet().IsSupersetOf(["320106", "350102"]));
        Assert.Equal(["22", "2202"], Regions.Match("吉林").Select(region => region.Code));
        Assert.Equal(["2202"], Regions.Match("吉林市").Select(region => region.Code));
        foreach (var text in new[] { "", "   ", "火星", "区", "江苏省小店区", "小店区太原市", new string('区', 100_000), "\uD800", "%", "99" })
            Assert.Empty(Regions.Match(text));
    }

    [Fact]
    public void What_is_shown_for_a_region_always_names_it()
    {
        var all = Regions.Provinces.SelectMany(province => Regions.Below(province.Code).SelectMany(city => Regions.Below(city.Code).Prepend(city)).Prepend(province))
            .Where(region => Regions.NamesOf(region.Code).LastOrDefault().Zh == region.Name.Zh && Regions.Find(region.Code[..^2])?.Name.Zh != region.Name.Zh).ToList();
        Assert.True(all.Count > 3200, $"{all.Count} regions");
        foreach (var region in all)
            Assert.Equal([region.Code], Regions.Match(string.Concat(Regions.NamesOf(region.Code).Select(name => name.Zh))).Select(found => found.Code));
    }

    [Fact]
    public void Suggestions_go_on_from_what_is_typed_and_the_nearest_come_first()
    {
        Assert.Equal("140105", Regions.Suggest("太原市小", null, 10)[0].Code);
        Assert.Equal("350102", Regions.Suggest("鼓楼", "3501", 10)[0].Code);
        Assert.Equal("320106", Regions.Suggest("鼓楼", "320102", 10)[0].Code);
        Assert.Equal("1401", Regions.Suggest("太原", null, 10)[0].Code);
        Assert.Contains("140105", Regions.Suggest("太原", null, 20).Select(region => region.Code));
        Assert.Equal(10, Regions.Suggest("县", null, 10).Count);
        Assert.Empty(Regions.Suggest(new string('县', 61), null, 10));
    }

    [Fact]
    public async Task Suggestions_are_few_kept_by_the_browser_and_in_the_language_of_the_page()
    {
        using var visitor = new Visitor(hub.Address);
        using var answer = await visitor.OpenAsync("/regions?q=" + Uri.EscapeDataString("小店"));
        Assert.Equal(TimeSpan.FromHours(1), answer.Headers.CacheControl?.MaxAge);
        var first = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement[0];
        Assert.Equal(("山西省 太原市 小店区", "140105"), (first.GetProperty("text").GetString(), first.GetProperty("note").GetString()));
        foreach (var text in new[] { "", "%00", "%F0%90", new string('a', 5000) })
            Assert.Equal((HttpStatusCode.OK, "[]"), await visitor.GetAsync("/regions?q=" + text));
        await visitor.GetAsync("/?lang=en");
        Assert.Contains("Taiyuan", (await visitor.GetAsync("/regions?q=Xiaodian")).Text, StringComparison.Ordinal);
    }

    /// <summary>Every page with the field, who opens it, what else the form needs, and where the code ends up.</summary>
    public static TheoryData<string, string> Lists => new()
    {
        { "nobody", "/events?region=" }, { "nobody", "/resources?region=" }, { "nobody", "/board?region=" }, { "nobody", "/outlets?near=" },
        { "nobody", "/service-figures?region=" }, { "staff", "/organisations?region=" }, { "nobody", "/filings?region=" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Lists_are_asked_by_name_and_show_the_choice_where_a_name_is_not_clear(string who, string list)
    {
        using var person = who == "nobody" ? new Visitor(hub.Address) : await hub.SignInAsync(who);
        var field = list[(list.IndexOf('?', StringComparison.Ordinal) + 1)..^1];
        using (var named = await person.OpenAsync(list + Uri.EscapeDataString("太原小店区") + $"&{field}-was=31&page=2"))
        {
            Assert.Equal(HttpStatusCode.Redirect, named.StatusCode);
            Assert.Equal(list[..(list.IndexOf('?', StringComparison.Ordinal) + 1)] + $"{field}=140105&page=2", named.Headers.Location?.ToString());
        }

        var (status, text) = await person.GetAsync(list + "140105");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("value=\"山西省 太原市 小店区\"", WebUtility.HtmlDecode(text), StringComparison.Ordinal);
        text = WebUtility.HtmlDecode((await person.GetAsync(list + Uri.EscapeDataString("鼓楼区"))).Text);
        Assert.Contains("个地区叫“鼓楼区”，请选择一个", text, StringComparison.Ordinal);
        Assert.Contains($"name=\"{field}-pick\" value=\"320106\"", text, StringComparison.Ordinal);
        using (var picked = await person.OpenAsync(list + Uri.EscapeDataString("鼓楼区") + $"&{field}-pick=320106"))
            Assert.EndsWith($"?{field}=320106", picked.Headers.Location?.ToString(), StringComparison.Ordinal);
        text = WebUtility.HtmlDecode((await person.GetAsync(list + Uri.EscapeDataString("火星<b>"))).Text);
        Assert.Contains("没有找到“火星<b>”", text, StringComparison.Ordinal);
        Assert.Contains("value=\"火星<b>\"", text, StringComparison.Ordinal);
    }

    /// <summary>Forms that are sent: who sends one, its page, and what else it is filled in with.</summary>
    public static TheoryData<string, string, string> Forms => new()
    {
        { "nobody", "/enquiries/ask", "Title=小店区的问题&Text=写了很多字，一个也不能丢。&Subject=patent&Phone=0351-1234567" },
        { "staff", "/enquiries/desk/new", "Title=小店区的电话&Text=写了很多字，一个也不能丢。&Subject=patent&channel=phone" },
        { "user", "/requests/new?type=search", "Title=小店区的查新&Phone=0351-1234567&Type=search" },
        { "user", "/board/new?side=Need", "Side=Need&Title=小店区的需求&Text=写了很多字，一个也不能丢。&Employer=某厂&Contact=0351-1234567&Industry=38" },
        { "outlet", "/events/desk/new", "Title=小店区的讲座&Summary=写了很多字&Subject=patent&Form=Lecture&Mode=Onsite&Starts=2027-03-01T14:00&Ends=2027-03-01T16:00&Place=某处" },
        { "staff", "/knowledge/edit", "Question=小店区的条目&Answer=写了很多字，一个也不能丢。&Subject=patent&todo=save" },
        { "staff", "/resources/edit?kind=practice", "Title=小店区的做法&Summary=写了很多字，一个也不能丢。&todo=save" },
        { "newcomer", "/organisations/new", "Name=小店区的机构&CreditCode=X" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Forms_keep_everything_while_a_name_is_unclear_and_take_what_is_chosen(string who, string page, string filled)
    {
        using var person = who == "nobody" ? new Visitor(hub.Address) : await hub.SignInAsync(who == "newcomer" ? "user" : who);
        var fields = filled.Split('&').Select(pair => (pair.Split('=')[0], pair.Split('=', 2)[1])).ToList();
        var (status, shown) = await person.GetAsync(page);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("data-suggest=\"/regions\"", shown, StringComparison.Ordinal);
        if (Regex.Match(shown, "name=\"member\".*?value=\"([0-9a-f-]{36})\"", RegexOptions.Singleline) is { Success: true } member)
            fields.Add(("member", member.Groups[1].Value));
        foreach (var (typed, said) in new[] { ("鼓楼区", "个地区叫“鼓楼区”"), ("火星", "没有找到“火星”") })
        {
            using var refused = await person.PostAsync(page, [.. fields, ("Region", typed)]);
            var text = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(said, text, StringComparison.Ordinal);
            Assert.Contains($"value=\"{typed}\"", text, StringComparison.Ordinal);
            foreach (var (_, value) in fields.Where(field => field.Item1 is "Title" or "Text" or "Summary" or "Question" or "Answer" or "Name" or "Phone"))
                Assert.Contains(value, text, StringComparison.Ordinal);
        }

        // Chosen below the name, then remembered by the browser for the next form.
        using var sent = await person.PostAsync(page, [.. fields, ("Region", "鼓楼区"), ("Region-pick", "350102")]);
        Assert.DoesNotContain("个地区叫", WebUtility.HtmlDecode(await sent.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Contains("name=\"Region-pick\" value=\"350102\"", (await person.GetAsync("/enquiries/ask")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_enquiry_of_a_county_goes_to_the_member_in_it_and_the_directory_lists_it_first()
    {
        using var visitor = new Visitor(hub.Address);
        using var sent = await visitor.PostAsync("/enquiries/ask", [("Title", "县里的问题归县里"), ("Text", "请问怎样申请。"), ("Subject", "patent"), ("Region", "苏州市昆山市"), ("suggested", "true")]);
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        Assert.Equal("320583", await hub.ScalarAsync<string>("select region from enquiries.enquiry where title = '县里的问题归县里'"));
        var region = (await hub.ScalarAsync<string>("select region from network.organisation where length(region) = 6 and verified_at is not null order by region limit 1"))!;
        var list = (await visitor.GetAsync($"/api/v1/outlets?near={region}&size=100")).Text;
        var levels = JsonDocument.Parse(list).RootElement.GetProperty("hits").EnumerateArray().Select(row => Regions.Nearness(row.GetProperty("region").GetString()!, region)).ToList();
        Assert.Equal(levels.OrderDescending(), levels);
        Assert.Contains(levels, level => level > 0);
    }

    [Fact]
    public void The_nearest_answers_down_to_the_county()
    {
        static Candidate At(string region, int open = 0) => new(Guid.NewGuid(), region, Rung.Outlet, [], [ServiceRouting.Basic], open);
        var network = new[] { At("140105", 9), At("140106"), At("1401"), At("14"), At("429004"), At("429005"), At("42") };
        string ChosenFor(string region) => ServiceRouting.Choose(region, "patent", ServiceRouting.Basic, network)!.Region;
        Assert.Equal("140105", ChosenFor("140105"));
        Assert.StartsWith("1401", ChosenFor("140107"), StringComparison.Ordinal);
        Assert.Equal("429005", ChosenFor("429005"));

        // Counties directly under a province are no city together.
        Assert.Equal(1, Regions.Nearness("429004", "429005"));
        Assert.Equal((3, 2, 1, 0), (Regions.Nearness("140105", "140105"), Regions.Nearness("140105", "1401"), Regions.Nearness("140105", "14"), Regions.Nearness("140105", "31")));
    }
}
