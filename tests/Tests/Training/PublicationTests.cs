using System.Globalization;
using System.Net;
using Zhishu.Foundation;
using Zhishu.Training;
using static Zhishu.Tests.Training.EventSteps;

namespace Zhishu.Tests.Training;

/// <summary>Publications and exhibitions as what they are: days and numbers of their own, shown as long as they hold, never closed by the clock with nobody.</summary>
[Collection(PublicServiceCollection.Name)]
public sealed class PublicationTests(OfficeHub hub)
{
    private readonly EventSteps _steps = new(hub);

    private string Day(int days) => hub.Clock.Today().AddDays(days).ToString("O", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("978-7-115-54608-2", false)]
    [InlineData("978-7-5130-0001-7", true)]
    [InlineData("ISBN 7-302-00000-6", false)]
    [InlineData("0-306-40615-2", true)]
    [InlineData("ISSN 0378-5955", true)]
    [InlineData("1002-4565", true)]
    [InlineData("1002-4566", false)]
    [InlineData("2434-561X", true)]
    [InlineData("97875130000X7", false)]
    [InlineData("12345", false)]
    public void Numbers_of_publications_are_known_by_their_check_digit(string number, bool valid) => Assert.Equal(valid, PublicationNumber.IsValid(number));

    [Fact]
    public async Task A_publication_has_number_issue_copies_and_download_and_stays()
    {
        using var host = await hub.SignInAsync("outlet");
        var form = await TextAsync(host, "/events/desk/new?form=Publication");
        Assert.Contains("ISBN 或 ISSN", form, StringComparison.Ordinal);
        Assert.DoesNotContain("需要报名", form, StringComparison.Ordinal);
        (string Name, string Value)[] fields =
        [
            ("Title", "专利检索读本"), ("Form", "Publication"), ("Mode", "Online"), ("Subject", "patent"), ("Region", "31"), ("Starts", Day(-3)), ("PublicationNumber", "ISSN 1002-4566"),
            ("Issue", "2026 年第 4 期"), ("Copies", "1200"), ("OnlineUrl", "https://read.example/4"), ("Registration", "true"), ("Certificate", "true"),
            ("member", (await _steps.MemberAsync()).ToString()),
        ];
        Assert.Contains("校验位不对", await RefusedAsync(host.PostAsync("/events/desk/new", fields)), StringComparison.Ordinal);
        using var made = await host.PostAsync("/events/desk/new", With(fields, ("PublicationNumber", "ISSN 1002-4565")));
        var desk = made.Headers.Location!.ToString();
        var id = Guid.Parse(desk.Split('/')[^1]);
        await DoneAsync(host.PostAsync(desk, [("act", "Publish")]));
        using (var upload = await host.UploadAsync(desk, "Upload", [], "读本.pdf", "%PDF-1.4\n%%EOF"u8.ToArray()))
            Assert.Equal(HttpStatusCode.Redirect, upload.StatusCode);
        Assert.Equal(0, await _steps.PersonsAsync(id));
        await hub.PassAsync(40);
        Assert.Equal("Published", await hub.ScalarAsync<string>("select state from training.event where id = @id", new { id }));
        using var visitor = new Visitor(hub.Address);
        Assert.Contains("专利检索读本", await TextAsync(visitor, "/events"), StringComparison.Ordinal);
        Assert.Contains("专利检索读本", await TextAsync(visitor, "/events?form=Publication"), StringComparison.Ordinal);
        Assert.DoesNotContain("专利检索读本", await TextAsync(visitor, "/events?when=past"), StringComparison.Ordinal);
        Assert.DoesNotContain("专利检索读本", await TextAsync(visitor, "/events.ics?when=all"), StringComparison.Ordinal);
        var page = await TextAsync(visitor, $"/events/{id}");
        foreach (var part in new[] { "ISSN 1002-4565", "2026 年第 4 期", "1200", "https://read.example/4", "读本.pdf", "下载" })
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("加入日历", page, StringComparison.Ordinal);
        Assert.Contains("专利检索读本", await TextAsync(visitor, "/find?q=" + Uri.EscapeDataString("专利检索读本")), StringComparison.Ordinal);

        // More copies are written down while it is out; it cannot become a lecture.
        using var later = await hub.SignInAsync("outlet");
        await DoneAsync(later.PostAsync(desk, With(fields, ("act", "Change"), ("PublicationNumber", "ISSN 1002-4565"), ("Copies", "1500"))));
        Assert.Equal(1500, await hub.ScalarAsync<int>("select copies from training.event where id = @id", new { id }));
        Assert.Contains("不能互相改换", await RefusedAsync(later.PostAsync(desk, _steps.Fields("专利检索读本"))), StringComparison.Ordinal);
        Assert.DoesNotContain(desk, await TextAsync(later, "/workbench"), StringComparison.Ordinal);
        await DoneAsync(later.PostAsync(desk, [("act", "Cancel"), ("reason", "停止发行")]));
        Assert.Null(await _steps.PersonsAsync(id));
    }

    [Fact]
    public async Task An_exhibition_is_open_for_days_and_its_visitors_are_counted_day_by_day()
    {
        using var host = await hub.SignInAsync("outlet");
        Assert.Contains("展期从", await TextAsync(host, "/events/desk/new?form=Exhibition"), StringComparison.Ordinal);
        (string Name, string Value)[] fields =
        [
            ("Title", "百年商标展"), ("Form", "Exhibition"), ("Mode", "Onsite"), ("Subject", "trademark"), ("Region", "31"), ("Place", "一楼展厅"), ("Starts", Day(0)), ("Ends", Day(30)),
            ("OpeningHours", "周二至周日 9:00–17:00"), ("Registration", "true"), ("Certificate", "true"), ("member", (await _steps.MemberAsync()).ToString()),
        ];
        using var made = await host.PostAsync("/events/desk/new", fields);
        var desk = made.Headers.Location!.ToString();
        var id = Guid.Parse(desk.Split('/')[^1]);
        await DoneAsync(host.PostAsync(desk, [("act", "Publish")]));
        await hub.PassAsync(10);
        using var visitor = new Visitor(hub.Address);
        var list = await TextAsync(visitor, "/events");
        Assert.Contains("正在展出", list, StringComparison.Ordinal);
        Assert.Contains("百年商标展", list, StringComparison.Ordinal);
        var page = await TextAsync(visitor, $"/events/{id}");
        Assert.Contains("周二至周日 9:00–17:00", page, StringComparison.Ordinal);
        Assert.Contains($"{Day(-10)} – {Day(20)}", page, StringComparison.Ordinal);
        var calendar = (await visitor.GetAsync($"/events/{id}.ics")).Text;
        Assert.Contains($"DTSTART;VALUE=DATE:{Day(-10).Replace("-", "", StringComparison.Ordinal)}\r\n", calendar, StringComparison.Ordinal);
        Assert.Contains($"DTEND;VALUE=DATE:{Day(21).Replace("-", "", StringComparison.Ordinal)}\r\n", calendar, StringComparison.Ordinal);
        using var second = await hub.SignInAsync("outlet");
        foreach (var (day, count) in new[] { (Day(1), "20"), (Day(-11), "20"), (Day(0), "100001"), (Day(0), "-1"), (Day(0), "") })
            await RefusedAsync(second.PostAsync(desk, [("day", day), ("visitorsOfDay", count)], "Visit"));
        await DoneAsync(second.PostAsync(desk, [("day", Day(-1)), ("visitorsOfDay", "120")], "Visit"));
        await DoneAsync(second.PostAsync(desk, [("day", Day(0)), ("visitorsOfDay", "80")], "Visit"));
        await DoneAsync(second.PostAsync(desk, [("day", Day(0)), ("visitorsOfDay", "85")], "Visit"));
        Assert.Equal(3, await _steps.ProcessesAsync(id, "event.visit"));

        // Over since more than a week: the clock closes it with what was counted.
        await hub.PassAsync(30);
        Assert.Equal(205, await _steps.PersonsAsync(id));
        Assert.Null(await hub.ScalarAsync<int?>("select minutes from directory.service_record where source_id = @id", new { id }));
        using var later = await hub.SignInAsync("outlet");
        await RefusedAsync(later.PostAsync(desk, [("day", Day(-35)), ("visitorsOfDay", "10")], "Visit"));
        await DoneAsync(later.PostAsync(desk, [("day", Day(-35)), ("visitorsOfDay", "10"), ("reason", "漏登一天")], "Visit"));
        Assert.Equal(215, await _steps.PersonsAsync(id));
    }

    [Fact]
    public async Task An_exhibition_of_which_no_day_was_counted_is_not_closed()
    {
        using var host = await hub.SignInAsync("outlet");
        using var made = await host.PostAsync("/events/desk/new", [("Title", "没有计数的展览"), ("Form", "Exhibition"), ("Mode", "Onsite"), ("Subject", "patent"), ("Region", "31"),
            ("Place", "二楼"), ("Starts", Day(0)), ("Ends", Day(2)), ("member", (await _steps.MemberAsync()).ToString())]);
        var desk = made.Headers.Location!.ToString();
        var id = Guid.Parse(desk.Split('/')[^1]);
        await DoneAsync(host.PostAsync(desk, [("act", "Publish")]));
        await hub.PassAsync(15);
        await hub.PassAsync(15);
        Assert.Equal("Published", await hub.ScalarAsync<string>("select state from training.event where id = @id", new { id }));
        Assert.Null(await _steps.PersonsAsync(id));
        Assert.Equal(1, await _steps.ProcessesAsync(id, "event.ask"));
    }
}
