using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.ServiceDirectory.Find;

/// <summary>Members of the network for the one box.</summary>
internal sealed class MemberFinder(DirectorySearch search, Regions regions) : IFinder
{
    public string Code => "members";

    public int Order => 20;

    public Bilingual Label => new("服务机构");

    public async Task<(long Total, IReadOnlyList<FoundItem> Items, string More)> FindAsync(string question, int size, CancellationToken ct)
    {
        var (rows, total) = await search.FindAsync(DirectoryQuestion.Read(question, null, null, null, null, null, null), 0, size, ct);
        return (total, [.. rows.Select(row => new FoundItem(row.Name, $"/outlets/{row.Id}", $"{regions.PathOf(row.Region)} {row.Phone}"))], $"/outlets?find={Uri.EscapeDataString(question)}");
    }
}
