using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Network.Register;

/// <summary>Where the members lie that somebody acts for.</summary>
internal sealed class HomeRegions(AppDb db) : IHomeRegions
{
    private const int Most = 5;

    public async Task<IReadOnlyList<string>> OfAsync(Person person, CancellationToken ct)
    {
        var (organisations, own) = (db.Organisations, person.Organisations);
        return await organisations.AsNoTracking().Where(row => own.Contains(row.Id)).OrderBy(row => row.Name).Select(row => row.Region).Take(Most).ToListAsync(ct);
    }
}
