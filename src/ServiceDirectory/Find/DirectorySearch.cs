using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory.Find;

/// <summary>What somebody looks for in the directory. Empty texts ask for nothing.</summary>
internal sealed record DirectoryQuestion
{
    public string Find { get; init; } = "";

    public string Region { get; init; } = "";

    public string Near { get; init; } = "";

    public string Member { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Service { get; init; } = "";

    public string Category { get; init; } = "";

    /// <summary>Takes what makes sense of what was sent.</summary>
    public static DirectoryQuestion Read(string? find, string? region, string? near, string? member, string? kind, string? service, string? category) => new()
    {
        Find = Short(find, 100),
        Region = Short(region, 6),
        Near = Short(near, 6),
        Member = Short(member, 40),
        Kind = Short(kind, 40),
        Service = Short(service, 40),
        Category = Short(category, 20),
    };

    private static string Short(string? text, int longest) => text?.Trim() is { } trimmed && trimmed.Length <= longest ? SafeText.Clean(trimmed) : "";
}

/// <summary>A member as listed.</summary>
/// <param name="Id">Identity of the organisation.</param>
/// <param name="Name">Name.</param>
/// <param name="Kind">Kind of organisation.</param>
/// <param name="Region">Region code.</param>
/// <param name="Address">Premises.</param>
/// <param name="Phone">Telephone.</param>
/// <param name="Members">What it is in the network.</param>
/// <param name="Demo">Whether generated.</param>
internal sealed record DirectoryRow(Guid Id, string Name, OrganisationKind Kind, string Region, string Address, string Phone, IReadOnlyList<MemberKind> Members, bool Demo);

/// <summary>The public directory: confirmed organisations with a membership in force today.</summary>
internal sealed class DirectorySearch(NetworkRegister register, ServiceItems items, TimeProvider clock)
{
    public DateOnly Today => clock.Today();

    public async Task<(IReadOnlyList<DirectoryRow> Rows, int Total)> FindAsync(DirectoryQuestion question, int skip, int size, CancellationToken ct)
    {
        var rows = Ask(question);
        var total = await rows.CountAsync(ct);
        // Near: the same county first, then the same prefecture, then the same province. Counties directly under a province (xx90) share no prefecture.
        var near = question.Near;
        var (county, city, province) = (near, near.Length > 4 && near[2..4] != "90" ? near[..4] : near, near.Length > 2 ? near[..2] : near);
        var ordered = question.Near.Length > 0
            ? rows.OrderBy(row => row.Region.StartsWith(county) ? 0 : row.Region.StartsWith(city) ? 1 : row.Region.StartsWith(province) ? 2 : 3).ThenBy(row => row.Region)
            : rows.OrderBy(row => row.Region);
        var found = await ordered.ThenBy(row => row.Name).Skip(skip).Take(size).ToListAsync(ct);
        var kinds = await KindsAsync([.. found.Select(row => row.Id)], ct);
        return ([.. found.Select(row => new DirectoryRow(row.Id, row.Name, row.Kind, row.Region, row.Address, row.Phone, [.. kinds[row.Id]], row.Demo))], total);
    }

    /// <summary>Members per region one step below: provinces for the whole, cities for a province.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountAsync(DirectoryQuestion question, int digits, CancellationToken ct) =>
        await Ask(question).GroupBy(row => row.Region.Substring(0, digits)).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);

    public async Task<ILookup<Guid, MemberKind>> KindsAsync(IReadOnlyList<Guid> organisations, CancellationToken ct) =>
        (await InForce().Where(row => organisations.Contains(row.OrganisationId)).Select(row => new { row.OrganisationId, row.Kind }).Distinct().ToListAsync(ct))
        .OrderBy(row => row.Kind).ToLookup(row => row.OrganisationId, row => row.Kind);

    private IQueryable<Membership> InForce()
    {
        var today = Today;
        return register.AllMemberships().Where(row => row.FromDay <= today && (row.UntilDay == null || row.UntilDay >= today) && (row.EndedOn == null || row.EndedOn > today));
    }

    private IQueryable<Organisation> Ask(DirectoryQuestion question)
    {
        var (memberships, published) = (InForce(), items.AllPublished());
        if (Kinds.Read<MemberKind>(question.Member, kind => kind.Label()) is { } member)
            memberships = memberships.Where(row => row.Kind == member);
        var rows = register.All().Where(row => row.VerifiedAt != null && memberships.Any(membership => membership.OrganisationId == row.Id));
        if (question.Find.Length > 0)
        {
            foreach (var word in question.Find.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8))
            {
                var part = Like.Part(word);
                rows = rows.Where(row => EF.Functions.ILike(row.Name, part, Like.Escape) || EF.Functions.ILike(row.Address, part, Like.Escape)
                    || EF.Functions.ILike(row.Introduction, part, Like.Escape)
                    || published.Any(item => item.Organisation == row.Id && EF.Functions.ILike(item.Item.Name, part, Like.Escape)));
            }
        }

        if (question.Region.Length > 0)
            rows = rows.Where(row => row.Region.StartsWith(question.Region));
        if (Kinds.Read<OrganisationKind>(question.Kind, kind => kind.Label()) is { } kind)
            rows = rows.Where(row => row.Kind == kind);
        if (question.Category.Length > 0)
            rows = rows.Where(row => row.Categories.Contains(question.Category));
        if (question.Service.Length > 0)
            rows = rows.Where(row => published.Any(item => item.Organisation == row.Id && item.Item.Code == question.Service));
        return rows;
    }
}
