using Zhishu.Foundation;

namespace Zhishu.Identity;

/// <summary>The people of the demo network, for the modules that let them do something.</summary>
public sealed class DemoPeople(AccountDesk accounts)
{
    /// <summary>A person of the demo network with the duty given, or null when there is no such account.</summary>
    /// <param name="name">Name before the sign @ of the address.</param>
    /// <param name="duty">The duty.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="organisation">Organisation of the duty, or null.</param>
    /// <param name="region">Region of the duty, or null.</param>
    public async Task<(Person Person, Actor Actor)?> FindAsync(string name, Duty? duty, CancellationToken ct, Guid? organisation = null, string? region = null)
    {
        var email = $"{name}@demo.example";
        if (await accounts.FindAsync(email, ct) is not { } id)
            return null;
        PersonGrant[] grants = duty is { } given ? [new(Guid.Empty, given, region, null, organisation)] : [];
        var person = new Person(id, $"{NameOf(name)}（示例）", email, true, 0, Guid.Empty, grants);
        return (person, new(id, person.Name, null));
    }

    private static string NameOf(string name) => name switch
    {
        "user" => "张女士",
        "outlet" => "网点",
        "shanghai" => "上海市",
        "national" => "公共服务司",
        _ => name,
    };

    /// <summary>The organisation that a person of the demo network acts for, or null.</summary>
    public Task<Guid?> MemberOfAsync(string name, CancellationToken ct) => accounts.MemberOfAsync($"{name}@demo.example", ct);
}
