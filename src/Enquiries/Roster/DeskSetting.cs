using Zhishu.Foundation;

namespace Zhishu.Enquiries.Roster;

/// <summary>How a desk works: of a member, of an office, or of the hub.</summary>
internal sealed class DeskSetting
{
    /// <summary>Whose: an audience of notices, such as <c>organisation:ID</c>, <c>recommender:region:31</c>, <c>national</c>.</summary>
    public required string Owner { get; init; }

    /// <summary>Number of the hotline (咨询热线), or empty.</summary>
    public string Hotline { get; set; } = "";

    /// <summary>When it is answered, or empty.</summary>
    public string Hours { get; set; } = "";

    /// <summary>Whether another person must sign an answer before it goes out (审签).</summary>
    public bool SignOff { get; set; }

    public int Revision { get; set; }

    /// <summary>What people know its parts by.</summary>
    public static IReadOnlyDictionary<string, Bilingual> Labels { get; } = new Dictionary<string, Bilingual>
    {
        [nameof(Hotline)] = new("热线号码"),
        [nameof(Hours)] = new("接听时间"),
    };
}

/// <summary>Somebody on duty on a day (值班).</summary>
internal sealed class OnDuty
{
    public Guid Id { get; init; }

    public required string Owner { get; init; }

    public DateOnly Day { get; init; }

    /// <summary>As shown to the public: a name, or the number of a badge.</summary>
    public required string Name { get; init; }

    public required string Phone { get; init; }
}

/// <summary>A hotline as the public sees it.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Url">Page of the member, or null for an office.</param>
/// <param name="Number">The number.</param>
/// <param name="Hours">When it is answered, or empty.</param>
/// <param name="Today">Who is on duty today.</param>
internal sealed record Hotline(string Name, string? Url, string Number, string Hours, IReadOnlyList<OnDuty> Today);
