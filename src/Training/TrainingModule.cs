using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity;

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
            ["event.create"] = new("新建", "created"),
            ["event.change"] = new("修改", "changed"),
            ["event.session"] = new("修改场次", "sessions changed"),
            ["event.publish"] = new("发布", "published"),
            ["event.cancel"] = new("取消活动", "cancelled"),
            ["event.close"] = new("结束登记", "closed"),
            ["event.register"] = new("报名", "somebody registered"),
            ["event.unregister"] = new("取消报名", "a registration was cancelled"),
            ["event.remind"] = new("提醒", "reminded"),
        });
        return services
            .AddSingleton(TrainingDb.Part)
            .AddSingleton<EventForms>()
            .AddSingleton(new NavItem(37, "/events", new("活动", "Events")))
            .AddSingleton(new FindPart(50, new("活动", "Events"), [Event.SiteKind]))
            .AddScoped<IDemoPart, Demo.DemoEvents>()
            .AddScoped<EventDesk>()
            .AddScoped<Seats>()
            .AddScoped<IClockwork, EventClock>()
            .AddScoped<IWorkbenchPart, EventWork>()
            .AddScoped<IMyPart, MyEvents>()
            .AddScoped<IPersonalData, EventPersons>();
    }

    /// <summary>Routes that are no pages.</summary>
    public static IEndpointRouteBuilder MapTraining(this IEndpointRouteBuilder routes)
    {
        EventRoutes.Map(routes);
        return routes;
    }
}
