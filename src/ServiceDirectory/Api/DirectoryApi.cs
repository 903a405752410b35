using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory.Coverage;
using Zhishu.ServiceDirectory.Find;

namespace Zhishu.ServiceDirectory.Api;

internal sealed record ApiMember(Guid Id, string Name, string Kind, string Region, string RegionName, string Address, string Phone, IReadOnlyList<string> Members, bool Demo);

internal sealed record ApiPlace(string Kind, string? Number, DateOnly From, DateOnly? Until, DateOnly? EndedOn);

internal sealed record ApiItem(Guid Member, string Code, string Name, IReadOnlyList<string> Channels, string Audience, bool Free, string Amount,
    string Conditions, string TimeLimit, string Materials, string Reach, string Contact, string Hours);

internal sealed record ApiDetail(Guid Id, string CreditCode, string Name, string Kind, string LegalForm, string Region, string RegionName, string Address,
    string Phone, string Email, string Website, string Hours, string Introduction, IReadOnlyList<string> Categories, int FullTimeStaff, int PartTimeStaff,
    IReadOnlyList<ApiPlace> Memberships, IReadOnlyList<ApiItem> ServiceItems, bool Demo);

internal sealed record ApiList<T>(int Total, int From, int Size, IReadOnlyList<T> Hits);

internal sealed record ApiTarget(string Code, string Label, int Value, int? Of, int Target, bool Reached);

internal sealed record ApiCoverage(DateOnly On, IReadOnlyList<ApiTarget> Targets, IReadOnlyList<string> MissingProvinces,
    IReadOnlyList<string> MissingCities, IReadOnlyList<string> MissingPrefectures);

/// <summary>The directory for programs: <c>/api/v1/outlets</c>, <c>/api/v1/service-items</c>, <c>/api/v1/stats</c>.</summary>
internal static class DirectoryApi
{
    private const int Largest = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        ApiParameter[] page =
        [
            new("from", "略去前面几条 · Items to leave out at the beginning", "0") { Number = true, Least = 0, Most = 100_000 },
            new("size", "一页几条，默认 20 · Items on a page, 20 by default", "20") { Number = true, Least = 1, Most = Largest },
        ];
        var member = new ApiParameter("member", "成员类别 · Kind of membership") { Values = [.. Enum.GetValues<MemberKind>().Select(kind => kind.Code())] };
        var api = routes.MapGroup("/api/v1").AllowAnonymous().WithTags("directory");
        api.MapGet("/outlets", ListAsync).WithName("ListOutlets").WithSummary("服务网络成员 · Members of the network")
            .WithDescription("已公布的成员，可按地区、类别和服务事项筛选。 Members that are public, by region, kind and service.")
            .Takes([
                new("find", "名称或地址中的文字 · Text of name or address", "图书馆"),
                new("region", "地区代码，2、4 或 6 位 · Code of a region, 2, 4 or 6 digits", "44"),
                new("near", "就近：地区代码 · Near a region, by its code", "440305"),
                member,
                new("kind", "机构类别 · Kind of organisation") { Values = [.. Enum.GetValues<OrganisationKind>().Select(kind => kind.Code())] },
                new("service", "服务事项代码 · Code of a service", "basic.search"),
                new("category", "知识产权类别 · Category of intellectual property", "patent"),
                .. page,
            ]);
        api.MapGet("/outlets/{id:guid}", OneAsync).WithName("GetOutlet").WithSummary("一个成员 · One member")
            .WithDescription("联系方式、成员身份和服务事项。 Contacts, memberships and services.")
            .Takes([new("id", "成员的标识 · Identity of the member", "01890000-0000-7000-8000-000000000000")]);
        api.MapGet("/service-items", ItemsAsync).WithName("ListServiceItems").WithSummary("已发布的服务事项 · Published service items")
            .WithDescription("各成员公布的服务事项清单。 What members offer, as published.")
            .Takes([
                new("code", "服务事项代码 · Code of the service", "basic.search"),
                new("channel", "渠道 · Channel") { Values = [.. ServiceCatalogue.Channels.Keys] },
                new("free", "是否免费 · Whether it is free", "true"),
                .. page,
            ]);
        api.MapGet("/stats/coverage", CoverageAsync).WithName("GetCoverage").WithSummary("覆盖目标 · Targets of coverage on a day")
            .WithDescription("目标、现有数和尚无成员的地区。 Targets, what there is, and regions without a member.")
            .Takes([new("on", "日期，默认今天 · Day, today by default", "2026-11-01")]);
        api.MapGet("/stats/network", NetworkAsync).WithName("CountMembers").WithSummary("各省成员数 · Members by province")
            .WithDescription("省级地区代码和成员数。 Codes of provinces and numbers of members.").Takes([member]);
    }

    private static async Task<Results<Ok<ApiList<ApiMember>>, ProblemHttpResult>> ListAsync(DirectorySearch search, Regions regions, string? find,
        string? region, string? near, string? member, string? kind, string? service, string? category, int? from, int? size, CancellationToken ct)
    {
        if (Wrong(from, size) is { } wrong)
            return wrong;
        var (rows, total) = await search.FindAsync(DirectoryQuestion.Read(find, region, near, member, kind, service, category), from ?? 0, size ?? 20, ct);
        return TypedResults.Ok(new ApiList<ApiMember>(total, from ?? 0, size
            ?? 20, [.. rows.Select(row => new ApiMember(row.Id, row.Name, row.Kind.Code(), row.Region, regions.PathOf(row.Region), row.Address,
            row.Phone, [.. row.Members.Select(value => value.Code())], row.Demo))]));
    }

    private static async Task<Results<Ok<ApiDetail>, NotFound>> OneAsync(Guid id, NetworkRegister register, ServiceItems lists, Regions regions, CancellationToken ct)
    {
        var memberships = await register.MembershipsAsync(id, ct);
        if (await register.FindAsync(id, ct) is not { VerifiedAt: not null } it || memberships.Count == 0)
            return TypedResults.NotFound();
        var staff = await register.StaffAsync(id, ct);
        var published = await lists.PublishedAsync(id, ct);
        return TypedResults.Ok(new ApiDetail(it.Id, it.CreditCode, it.Name, it.Kind.Code(), it.LegalForm.Code(), it.Region, regions.PathOf(it.Region),
            it.Address, it.Phone, it.Email, it.Website, it.Hours, it.Introduction, it.Categories,
            staff.Count(row => row.FullTime),
                staff.Count(row => !row.FullTime),
                [.. memberships.Select(row => new ApiPlace(row.Kind.Code(), row.Number, row.FromDay, row.UntilDay, row.EndedOn))],
                [.. (published?.Items ?? []).Select(item => Show(id, item))], it.Demo));
    }

    private static async Task<Results<Ok<ApiList<ApiItem>>, ProblemHttpResult>> ItemsAsync(ServiceItems lists, string? code, string? channel, bool? free, int? from, int? size, CancellationToken ct)
    {
        if (Wrong(from, size) is { } wrong)
            return wrong;
        var rows = lists.AllPublished();
        if (code is { Length: > 0 })
            rows = rows.Where(row => row.Item.Code == code);
        if (channel is { Length: > 0 })
            rows = rows.Where(row => row.Item.Channels.Contains(channel));
        if (free is { } wanted)
            rows = rows.Where(row => row.Item.Free == wanted);
        var total = await rows.CountAsync(ct);
        var found = await rows.OrderBy(row => row.Item.Id).Skip(from ?? 0).Take(size ?? 20).ToListAsync(ct);
        return TypedResults.Ok(new ApiList<ApiItem>(total, from ?? 0, size ?? 20, [.. found.Select(row => Show(row.Organisation, row.Item))]));
    }

    private static async Task<Ok<ApiCoverage>> CoverageAsync(CoverageReport report, TimeProvider clock, DateOnly? on, CancellationToken ct)
    {
        var found = await report.ComputeAsync(on ?? clock.Today(), ct);
        return TypedResults.Ok(new ApiCoverage(
            found.Day, [.. found.Targets.Select(target => new ApiTarget(target.Code, target.Label.ToString(), target.Value, target.Of, target.Target, target.Reached))],
            [.. found.MissingProvinces.Select(region => region.Code)], [.. found.MissingCities.Select(region => region.Code)], [.. found.MissingPrefectures.Select(region => region.Code)]));
    }

    private static async Task<Ok<IReadOnlyDictionary<string, int>>> NetworkAsync(DirectorySearch search, string? member, CancellationToken ct) =>
        TypedResults.Ok(await search.CountAsync(DirectoryQuestion.Read(null, null, null, member, null, null, null), 2, ct));

    private static ProblemHttpResult? Wrong(int? from, int? size) => from is < 0 or > 100_000 || size is < 1 or > Largest
        ? TypedResults.Problem(Lang.T("from 应在 0 到 100000 之间，size 应在 1 到 100 之间"), statusCode: 400)
        : null;

    private static ApiItem Show(Guid member, ServiceItem item) =>
        new(member, item.Code, item.Name, item.Channels, item.Audience, item.Free, item.Amount, item.Conditions, item.TimeLimit, item.Materials, item.Reach, item.Contact, item.Hours);
}
