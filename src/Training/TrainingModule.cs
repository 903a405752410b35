using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Training.Talent;

namespace Zhishu.Training;

/// <summary>Wiring of publicity and training.</summary>
public static class TrainingModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("training", typeof(TrainingModule).Assembly);

    /// <summary>Registers the services; needs those of ServiceDirectory.</summary>
    public static IServiceCollection AddTraining(this IServiceCollection services)
    {
        ProcessLabels.Add(new Dictionary<string, Bilingual>
        {
            ["event.session"] = new("修改场次", "sessions changed"),
            ["event.register"] = new("报名", "somebody registered"),
            ["event.unregister"] = new("取消报名", "a registration was cancelled"),
            ["event.remind"] = new("提醒", "reminded"),
            ["event.attendance"] = new("登记到场", "attendance typed in"),
            ["event.uncheck"] = new("撤销签到", "a check-in was taken back"),
            ["event.visit"] = new("登记参观人数", "visitors of a day"),
            ["event.restore"] = new("恢复报名", "a registration was restored"),
            ["event.claim"] = new("报名归入账号", "a registration joined an account"),
            ["event.agree"] = new("同意单位查看培训档案", "a member may see a training record"),
            ["event.withdraw"] = new("撤回单位查看培训档案", "a member may no longer see a training record"),
            ["event.talent"] = new("导出人才档案", "talent record exported"),
        });
        return services
            .AddSingleton(TrainingDb.Part)
            .AddSingleton(new NavItem(37, "/events", new("活动", "Events")))
            .AddSingleton(new FindPart(50, new("活动", "Events"), [Event.SiteKind]))
            .AddScoped<IDemoPart, Demo.DemoEvents>()
            .AddScoped<Closing>()
            .AddScoped<Sessions>()
            .AddCase<EventCase, Event, EventState, EventAct, EventParty>()
            .AddScoped<AttendanceDesk>()
            .AddScoped<TalentRecord>()
            .AddScoped<Seats>()
            .AddScoped<IClockwork, EventClock>()
            .AddScoped<IWorkbenchPart, EventDays>()
            .AddScoped<IMyPart, MyEvents>()
            .AddScoped<IPersonalData, EventPersons>();
    }

    /// <summary>Routes that are no pages.</summary>
    public static IEndpointRouteBuilder MapTraining(this IEndpointRouteBuilder routes)
    {
        routes.MapCase<Event, EventState, EventAct, EventParty>(person => person.Organisations.Count > 0);
        EventRoutes.Map(routes);
        return routes;
    }
}
