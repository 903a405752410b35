using System.Data.Common;
using System.Globalization;
using Dapper;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Training.Demo;

/// <summary>Some events for the demo network.</summary>
internal sealed class DemoEvents(CaseDesk<Event, EventState, EventAct, EventParty> desk, Sessions sessions, Seats seats, DemoPeople people, TimeProvider clock) : IDemoPart
{
    private static readonly (string Title, EventForm Form, EventMode Mode, int Days, int Quota)[] Events =
    [
        ("专利检索入门公开课（示例）", EventForm.OpenCourse, EventMode.Both, 10, 60),
        ("商标品牌建设讲座（示例）", EventForm.Lecture, EventMode.Onsite, 20, 100),
        ("集成电路产业专利沙龙（示例）", EventForm.Salon, EventMode.Onsite, 35, 20),
    ];

    public async Task LoadAsync(CancellationToken ct)
    {
        if (await people.MemberOfAsync("outlet", ct) is not { } member || await people.FindAsync("outlet", Duty.Manager, ct, member) is not var (_, host)
            || await people.FindAsync("user", null, ct) is not var (user, guest))
            return;
        foreach (var (title, form, mode, days, quota) in Events)
        {
            var starts = ChinaTime.StartOf(clock.Today().AddDays(days)).AddHours(14);
            var input = FormInput.Of(("Title", title), ("Form", form.ToString()), ("Mode", mode.ToString()), ("Summary", "面向企业、高校和公众，免费参加。"),
                ("Body", "## 内容\n\n- 公共检索平台和常用字段\n- 检索式的构造\n- 现场练习"), ("Subject", "patent"), ("Region", "31"), ("Place", "上海市徐汇区淮海中路 1555 号（示例）"),
                ("OnlineUrl", mode == EventMode.Onsite ? "" : "https://meeting.example/demo"), ("Starts", ChinaTime.Form(starts)), ("Ends", ChinaTime.Form(starts.AddHours(2))),
                ("Registration", "true"), ("Quota", quota.ToString(CultureInfo.InvariantCulture)), ("Waiting", "true"), ("Certificate", "true"), ("Contact", "021-00000000（示例）"));
            var (made, _) = await desk.OpenAsync(member, Sending.Of("demo", "event", input.Texts), () => Event.Of(input, member, clock.GetUtcNow()), sessions.BeginAsync, input, host, ct);
            await desk.DoAsync(made!.Id, EventAct.Publish, _ => EventParty.Host, FormInput.Empty, host, null, null, ct);
            if (form == EventForm.OpenCourse)
                await seats.RegisterAsync(made.Id, new() { Name = "张女士（示例）" }, user, guest, "demo", ct);
        }
    }

    public Task RemoveAsync(DbTransaction transaction, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(SqlFile.Read(typeof(DemoEvents).Assembly, "remove-demo"), transaction: transaction, cancellationToken: ct));
}
