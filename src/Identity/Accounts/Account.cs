using Microsoft.AspNetCore.Identity;

namespace Zhishu.Identity.Accounts;

/// <summary>An account; its name is its mail address.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    public required string DisplayName { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset PasswordChangedAt { get; set; }

    public bool Disabled { get; set; }

    /// <summary>Whether it came with the demo network.</summary>
    public bool Demo { get; init; }

    /// <summary>The step of 30 seconds whose code was used last: none is taken twice (RFC 6238, 5.2).</summary>
    public long LastCodeStep { get; set; }
}

/// <summary>A duty given, in force until it is ended.</summary>
internal sealed class Grant
{
    public Guid Id { get; init; }

    public Guid AccountId { get; init; }

    public Duty Duty { get; init; }

    public string? Region { get; init; }

    public string? Sector { get; init; }

    public Guid? OrganisationId { get; init; }

    public DateTimeOffset GivenAt { get; init; }

    public required string GivenBy { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public PersonGrant AsGiven() => new(Id, Duty, Region, Sector, OrganisationId);
}

/// <summary>A browser in which somebody has signed in.</summary>
internal sealed class Session
{
    public Guid Id { get; init; }

    public Guid AccountId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset SeenAt { get; set; }

    public string? Address { get; init; }

    public string? Agent { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A browser in which an account has signed in, known by the hash of its cookie.</summary>
internal sealed class Device
{
    public Guid AccountId { get; init; }

    public required byte[] Mark { get; init; }

    public DateTimeOffset FirstAt { get; init; }

    public DateTimeOffset SeenAt { get; set; }

    public int Failures { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }
}
