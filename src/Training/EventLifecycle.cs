using Zhishu.Foundation;
using static Zhishu.Training.EventAct;
using static Zhishu.Training.EventParty;
using static Zhishu.Training.EventState;

namespace Zhishu.Training;

/// <summary>The course of an event, and the labels of its parts.</summary>
internal static class EventLifecycle
{
    public static StateTable<EventState, EventAct, EventParty> Table { get; } = new("event", new("宣传培训活动", "Event"),
    [
        new(Draft, Change, Host, Draft),
        new(Draft, Publish, Host, Published),
        new(Draft, Cancel, Host, Cancelled),
        new(Published, Change, Host, Published),
        new(Published, Cancel, Host, Cancelled),
        new(Published, Close, Host | Clock, Closed),
    ], Label, Label);

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

    private static Bilingual Label(EventState state) => state switch
    {
        Draft => new("草稿", "draft"),
        Published => new("已发布", "published"),
        Cancelled => new("已取消", "cancelled"),
        _ => new("已结束", "closed"),
    };

    private static Bilingual Label(EventAct act) => act switch
    {
        Publish => new("发布", "publish"),
        Change => new("修改", "change"),
        Cancel => new("取消活动", "cancel"),
        _ => new("结束登记", "close"),
    };
}
