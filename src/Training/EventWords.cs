using Zhishu.Foundation;
using static Zhishu.Training.EventAct;
using static Zhishu.Training.EventState;

namespace Zhishu.Training;

/// <summary>Words of events.</summary>
internal static class EventWords
{
    public static Bilingual Label(EventForm form) => form switch
    {
        EventForm.Lecture => new("讲座"),
        EventForm.OpenCourse => new("公开课"),
        EventForm.Forum => new("论坛"),
        EventForm.Salon => new("沙龙"),
        EventForm.Exhibition => new("展览"),
        _ => new("出版物"),
    };

    public static Bilingual Label(EventMode mode) => mode switch
    {
        EventMode.Onsite => new("线下"),
        EventMode.Online => new("线上"),
        _ => new("线下和线上"),
    };

    public static Bilingual Label(RegistrationState state) => state switch
    {
        RegistrationState.Registered => new("已报名"),
        RegistrationState.Waiting => new("候补"),
        _ => new("已取消"),
    };

    /// <summary>How somebody stands at an event: not that they registered, when they were there.</summary>
    /// <param name="it">The event.</param>
    /// <param name="mine">The registration.</param>
    /// <param name="there">Sessions at which they were.</param>
    /// <param name="sessions">Sessions in all.</param>
    public static Bilingual Label(Event it, Registration mine, int there, int sessions) => (mine.State, it.State) switch
    {
        (RegistrationState.Cancelled, _) => Label(mine.State),
        (_, Cancelled) => new("活动已取消"),
        (RegistrationState.Waiting, _) => Label(mine.State),
        (_, Closed) when there == 0 => new("未到场"),
        (_, Closed) when there >= Event.Least(it.LeastShare, sessions) => new("已完成"),
        _ when there > 0 && sessions > 1 => new($"已签到 {there}/{sessions} 场"),
        _ when there > 0 => new("已签到"),
        _ => Label(mine.State),
    };

    public static Bilingual Label(EventState state) => state switch
    {
        Draft => new("草稿"),
        Published => new("已发布"),
        Cancelled => new("已取消"),
        _ => new("已结束"),
    };

    public static Bilingual Label(EventAct act) => act switch
    {
        Publish => new("发布"),
        Change => new("change|修改"),
        Cancel => new("取消活动"),
        Close => new("结束登记"),
        Ask => new("提请登记人数"),
        _ => new("correct|更正"),
    };
}
