using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Cases;
using Zhishu.Enquiries.Feedback;
using Zhishu.Enquiries.Knowledge;
using Zhishu.Enquiries.Ratings;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries;

/// <summary>Wiring of enquiries and of the knowledge base.</summary>
public static class EnquiriesModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("enquiries", typeof(EnquiriesModule).Assembly);

    /// <summary>Registers the services; needs those of ServiceDirectory.</summary>
    public static IServiceCollection AddEnquiries(this IServiceCollection services)
    {
        ProcessLabels.Add(Names);
        return services
            .AddSingleton(EnquiriesDb.Part)
            .AddSingleton<Questions>()
            .AddSingleton<ReplyFigures>()
            .AddSingleton(new WaitingCases("""
                select organisation_id, item_code, channel, 'enquiry', client_kind, region, asked_at, due_at from enquiries.enquiry where answered_at is null and closed_at is null
                """))
            .AddSingleton(new NavEntry(NavGroup.Services, 10, "/enquiries", new("咨询")))
            .AddSingleton(new NavEntry(NavGroup.Services, 20, "/knowledge", new("知识库")))
            .AddSingleton(new NavEntry(NavGroup.Services, 80, "/feedback", new("意见建议")))
            .AddScoped<IDemoPart, Demo.DemoEnquiries>()
            .AddScoped<Desks>()
            .AddScoped<EnquiryTeller>()
            .AddScoped<Answers>()
            .AddScoped<Threads>()
            .AddCase<PoorRatingKind, PoorRating, PoorRatingState, PoorRatingAct, PoorRatingParty>()
            .AddScoped<Answerers>()
            .AddScoped<Asking>()
            .AddCase<EnquiryKind, Enquiry, EnquiryState, EnquiryAct, EnquiryParty>()
            .AddScoped<KnowledgeDesk>()
            .AddCase<OpinionKind, Opinion, OpinionState, OpinionAct, OpinionParty>()
            .AddSingleton<OpinionFigures>()
            .AddSingleton(new FindPart(30, new("知识库"), [Entry.SiteKind]))
            .AddScoped<IWorkbenchPart, EnquiryFigures>()
            .AddScoped<IMyPart, MyEnquiries>();
    }

    /// <summary>Routes that are no pages.</summary>
    public static IEndpointRouteBuilder MapEnquiries(this IEndpointRouteBuilder routes)
    {
        routes.MapCase<Enquiry, EnquiryState, EnquiryAct, EnquiryParty>(person => person is not { Organisations.Count: 0, Offices.Count: 0 });
        routes.MapCase<PoorRating, PoorRatingState, PoorRatingAct, PoorRatingParty>(person => person is not { Organisations.Count: 0, Offices.Count: 0 });
        routes.MapCase<Opinion, OpinionState, OpinionAct, OpinionParty>(DeskModel.IsFor);
        EnquiryRoutes.Map(routes);
        return routes;
    }

    private static IEnumerable<KeyValuePair<string, Bilingual>> Names =>
    [
        new("enquiry.remind", new("到期提醒")),
        new("enquiry.look", new("支撑节点查看")),
        new("enquiry.desk", new("热线和审签设置")),
        new("enquiry.roster", new("值班表")),
        new("poorRating.remind", new("差评办理到期提醒")),
        new("feedback.remind", new("投诉到期提醒")),

        // As earlier entries of the trail have it.
        .. Enum.GetValues<PoorRatingAct>().Select(act => KeyValuePair.Create($"enquiry.rating{act}", PoorRating.Label(act))),
        new("enquiry.ratingRemind", new("差评办理到期提醒")),
        new("enquiry.ratingLate", new("差评办理逾期提醒")),
        new("feedback.askstatement", new("要求说明")),
        new("feedback.post", new("feedback|提意见")),
        new("entry.write", new("写草稿")),
        new("entry.submit", new("提交审核")),
        new("entry.publish", new("审核发布")),
        new("entry.return", new("退回修改")),
        new("entry.withdraw", new("withdrawn|撤下")),
    ];
}
