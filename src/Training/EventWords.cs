using Zhishu.Foundation;
using static Zhishu.Training.EventAct;
using static Zhishu.Training.EventState;

namespace Zhishu.Training;

/// <summary>Words of events.</summary>
internal static class EventWords
{
    public static Bilingual Label(EventForm form) => form switch
    {
        EventForm.Lecture => new("讲座", "Lecture"),
        EventForm.OpenCourse => new("公开课", "Open course"),
        EventForm.Forum => new("论坛", "Forum"),
        EventForm.Salon => new("沙龙", "Salon"),
        EventForm.Exhibition => new("展览", "Exhibition"),
        _ => new("出版物", "Publication"),
    };

    public static Bilingual Label(EventMode mode) => mode switch
    {
        EventMode.Onsite => new("线下", "on site"),
        EventMode.Online => new("线上", "online"),
        _ => new("线下和线上", "on site and online"),
    };

    public static Bilingual Label(RegistrationState state) => state switch
    {
        RegistrationState.Registered => new("已报名", "registered"),
        RegistrationState.Waiting => new("候补", "waiting"),
        _ => new("已取消", "cancelled"),
    };

    /// <summary>How somebody stands at an event: not that they registered, when they were there.</summary>
    /// <param name="it">The event.</param>
    /// <param name="mine">The registration.</param>
    /// <param name="there">Sessions at which they were.</param>
    /// <param name="sessions">Sessions in all.</param>
    public static Bilingual Label(Event it, Registration mine, int there, int sessions) => (mine.State, it.State) switch
    {
        (RegistrationState.Cancelled, _) => Label(mine.State),
        (_, Cancelled) => new("活动已取消", "event cancelled"),
        (RegistrationState.Waiting, _) => Label(mine.State),
        (_, Closed) when there == 0 => new("未到场", "was not there"),
        (_, Closed) when there >= Event.Least(it.LeastShare, sessions) => new("已完成", "completed"),
        _ when there > 0 && sessions > 1 => new($"已签到 {there}/{sessions} 场", $"checked in, {there} of {sessions}"),
        _ when there > 0 => new("已签到", "checked in"),
        _ => Label(mine.State),
    };

    public static Bilingual Label(EventState state) => state switch
    {
        Draft => new("草稿", "draft"),
        Published => new("已发布", "published"),
        Cancelled => new("已取消", "cancelled"),
        _ => new("已结束", "closed"),
    };

    public static Bilingual Label(EventAct act) => act switch
    {
        Publish => new("发布", "publish"),
        Change => new("修改", "change"),
        Cancel => new("取消活动", "cancel"),
        Close => new("结束登记", "close"),
        Ask => new("提请登记人数", "the host was asked to count"),
        _ => new("更正", "correct"),
    };
}
