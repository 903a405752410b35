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
            new("request.remind", new("到期提醒", "reminded")),
            new("request.silence", new("提醒验收", "reminded to accept")),

            // What was written before files and the way back to the client were acts of their own.
            new("request.file", new("添加文件", "file added")),
            new("request.giveBack", new("退回申请人", "given back to the client")),
            new("post.add", new("发布供需", "posted")),
            new("post.change", new("修改供需", "changed")),
            new("post.publish", new("审核通过并公开", "published")),
            new("post.refuse", new("审核未通过", "refused")),
            new("post.file", new("供需附件", "files of a post")),
            new("post.close", new("关闭供需", "closed")),
            new("post.remove", new("移除供需", "removed")),
            new("introduction.propose", new("提出对接", "introduction proposed")),
        ]);
        return services
            .AddSingleton(RequestsDb.Part)
            .AddSingleton<RequestTypes>()
            .AddSingleton(new WaitingCases("""
                select organisation_id, item_code, 'web', 'request', nullif(client_kind, ''), region, asked_at, (due_on + 1)::timestamp at time zone 'Asia/Shanghai'
                from requests.request where delivered_at is null and closed_at is null
                """))
            .AddSingleton(new NavItem(38, "/requests", new("专业服务", "Services")))
            .AddSingleton(new FindPart(60, new("供需", "Needs and offers"), ["need", "offer"]))
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
