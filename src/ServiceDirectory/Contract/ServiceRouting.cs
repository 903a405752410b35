using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.ServiceDirectory;

/// <summary>Place of a member in the ladder by which what one cannot answer goes up: outlet → node → province → national.</summary>
public enum Rung
{
    /// <summary>Any outlet.</summary>
    Outlet,

    /// <summary>Node of a county.</summary>
    County,

    /// <summary>Node of a city.</summary>
    City,

    /// <summary>Provincial node.</summary>
    Province,

    /// <summary>National node.</summary>
    Nation,
}

/// <summary>A member that can answer: it is in force, confirmed, and somebody can act for it.</summary>
/// <param name="Id">The organisation.</param>
/// <param name="Region">Its region code.</param>
/// <param name="Rung">Its highest place.</param>
/// <param name="Categories">Categories of IP served; empty says nothing.</param>
/// <param name="Items">Services it publishes.</param>
/// <param name="Open">Cases that wait at it.</param>
public sealed record Candidate(Guid Id, string Region, Rung Rung, IReadOnlyCollection<string> Categories, IReadOnlyCollection<string> Items, int Open);

/// <summary>Who answers what: pure, so that it can be shown to hold for every network.</summary>
public static class ServiceRouting
{
    /// <summary>The service by which questions are answered.</summary>
    public const string Basic = "basic.enquiry";

    /// <summary>Subject of what belongs to no category of IP.</summary>
    public const string OtherSubject = "other";

    /// <summary>
    /// The member that a case goes to first: one of the asker's region, never of another province; among those one that offers the service asked about
    /// and serves the subject; then the nearest, then the lowest of the ladder, then the one with the least waiting. Without any the national node, or null for the desk of the hub.
    /// </summary>
    public static Candidate? Choose(string region, string subject, string item, IEnumerable<Candidate> candidates) => candidates
        .Where(candidate => Level(candidate, region) > 0)
        .OrderByDescending(candidate => Fit(candidate, subject, item))
        .ThenByDescending(candidate => Level(candidate, region))
        .ThenBy(candidate => candidate.Rung)
        .ThenBy(candidate => candidate.Open)
        .ThenBy(candidate => candidate.Id)
        .FirstOrDefault();

    /// <summary>The next above: the lowest node that stands higher than the present one and serves the region; never one that had it before. Null is the desk of the hub.</summary>
    public static Candidate? Above(Rung present, string region, IReadOnlyCollection<Guid> had, IEnumerable<Candidate> candidates) => candidates
        .Where(candidate => candidate.Rung > present && !had.Contains(candidate.Id) && Serves(candidate, region))
        .OrderBy(candidate => candidate.Rung)
        .ThenBy(candidate => candidate.Open)
        .ThenBy(candidate => candidate.Id)
        .FirstOrDefault();

    /// <summary>The rung of a kind of membership.</summary>
    public static Rung RungOf(MemberKind kind) => kind switch
    {
        MemberKind.NationalNode => Rung.Nation,
        MemberKind.ProvincialNode => Rung.Province,
        MemberKind.RegionalNode or MemberKind.PrefectureNode => Rung.City,
        MemberKind.CountyNode => Rung.County,
        _ => Rung.Outlet,
    };

    /// <summary>How near: 4 in the same county, 3 in the city, 2 in the province, 1 the national node, 0 elsewhere.</summary>
    private static int Level(Candidate candidate, string region) => Regions.Nearness(candidate.Region, region) is > 0 and var near ? near + 1 : candidate.Rung == Rung.Nation ? 1 : 0;

    private static int Fit(Candidate candidate, string subject, string item)
    {
        var serves = subject == OtherSubject || candidate.Categories.Count == 0 || candidate.Categories.Contains(subject);
        return (serves, candidate.Items.Contains(item), candidate.Items.Contains(Basic)) switch
        {
            (true, true, _) => 3,
            (false, true, _) => 2,
            (true, _, true) => 1,
            _ => 0,
        };
    }

    private static bool Serves(Candidate candidate, string region) => candidate.Rung switch
    {
        Rung.Nation => true,
        Rung.Province => region.StartsWith(candidate.Region[..2], StringComparison.Ordinal),
        _ => candidate.Region.Length >= 4 && region.StartsWith(candidate.Region[..Math.Min(candidate.Rung == Rung.City ? 4 : 6, candidate.Region.Length)], StringComparison.Ordinal),
    };
}
