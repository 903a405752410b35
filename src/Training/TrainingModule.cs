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
            ["event.session"] = new("修改场次"),
            ["event.register"] = new("somebody registered|报名"),
            ["event.unregister"] = new("a registration was|取消报名"),
            ["event.remind"] = new("提醒"),
            ["event.attendance"] = new("attendance typed in|登记到场"),
            ["event.uncheck"] = new("撤销签到"),
            ["event.visit"] = new("登记参观人数"),
            ["event.restore"] = new("恢复报名"),
            ["event.claim"] = new("报名归入账号"),
            ["event.agree"] = new("同意单位查看培训档案"),
            ["event.withdraw"] = new("撤回单位查看培训档案"),
            ["event.talent"] = new("导出人才档案"),
        });
        return services
            .AddSingleton(TrainingDb.Part)
            .AddSingleton(new NavEntry(NavGroup.Services, 30, "/events", new("培训与活动")))
            .AddSingleton(new FindPart(50, new("活动"), [Event.SiteKind]))
            .AddScoped<IDemoPart, Demo.DemoEvents>()
            .AddScoped<IHomeItems, Events.HomeEvents>()
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
