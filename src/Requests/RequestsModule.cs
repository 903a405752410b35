using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Requests.Board;
using Zhishu.ServiceDirectory;

namespace Zhishu.Requests;

/// <summary>Wiring of professional requests and of the board of needs and offers.</summary>
public static class RequestsModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("requests", typeof(RequestsModule).Assembly);

    /// <summary>Registers the services; needs those of ServiceDirectory and Records.</summary>
    public static IServiceCollection AddRequests(this IServiceCollection services)
    {
        ProcessLabels.Add(
        [
            new("request.remind", new("到期提醒")),
            new("request.silence", new("提醒验收")),

            // What was written before files and the way back to the client were acts of their own.
            new("request.file", new("添加文件")),
            new("request.giveBack", new("given back to|退回申请人")),
            new("post.add", new("发布供需")),
            new("post.change", new("修改供需")),
            new("post.publish", new("审核通过并公开")),
            new("post.refuse", new("审核未通过")),
            new("post.file", new("供需附件")),
            new("post.close", new("关闭供需")),
            new("post.remove", new("移除供需")),
            new("introduction.propose", new("提出对接")),
        ]);
        return services
            .AddSingleton(RequestsDb.Part)
            .AddSingleton<RequestTypes>()
            .AddSingleton(new WaitingCases("""
                select organisation_id, item_code, 'web', 'request', nullif(client_kind, ''), region, asked_at, (due_on + 1)::timestamp at time zone 'Asia/Shanghai'
                from requests.request where delivered_at is null and closed_at is null
                """))
            .AddSingleton(new NavEntry(NavGroup.Services, 40, "/requests", new("Services|专业服务")))
            .AddSingleton(new NavEntry(NavGroup.Services, 50, "/board", new("供需对接")))
            .AddSingleton(new FindPart(60, new("供需"), ["need", "offer"]))
            .AddScoped<IDemoPart, Demo.DemoRequests>()
            .AddScoped<RequestActs>()
            .AddScoped<Ask.Providers>()
            .AddCase<RequestKind, Request, RequestState, RequestAct, RequestParty>()
            .AddCase<IntroductionKind, Introduction, IntroductionState, IntroductionAct, IntroductionParty>()
            .AddScoped<Introductions>()
            .AddScoped<BoardDesk>()
            .AddScoped<IWorkbenchPart, BoardWork>()
            .AddScoped<IMyPart, MyPosts>()
            .AddScoped<IPersonalData, BoardPersons>();
    }

    /// <summary>Routes that are no pages.</summary>
    public static IEndpointRouteBuilder MapRequests(this IEndpointRouteBuilder routes)
    {
        routes.MapCase<Request, RequestState, RequestAct, RequestParty>(person => person.Organisations.Count > 0 || person.Offices.Count > 0);
        routes.MapCase<Introduction, IntroductionState, IntroductionAct, IntroductionParty>(_ => true);
        RequestRoutes.Map(routes);
        return routes;
    }
}
