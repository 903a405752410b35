using Zhishu.Foundation;

namespace Zhishu.Network;

/// <summary>What is known of an organisation and may be edited. Texts are trimmed and never null; empty when not given.</summary>
public sealed record OrganisationData
{
    /// <summary>Unified social credit code.</summary>
    public string CreditCode { get; init; } = "";

    /// <summary>Whether somebody has compared a credit code whose check character disagrees with the certificate (代码经核对无误); false for other codes.</summary>
    public bool CreditCodeConfirmed { get; init; }

    /// <summary>Name of the legal person (名称).</summary>
    public string Name { get; init; } = "";

    /// <summary>Legal form (机构性质).</summary>
    public LegalForm LegalForm { get; init; }

    /// <summary>Kind (机构类别).</summary>
    public OrganisationKind Kind { get; init; }

    /// <summary>Whether it is an independent legal person (独立法人).</summary>
    public bool LegalPerson { get; init; } = true;

    /// <summary>Region code of GB/T 2260: four or six digits, two for a province-level body.</summary>
    public string Region { get; init; } = "";

    /// <summary>Sector of the authority that runs it directly, or null.</summary>
    public string? Sector { get; init; }

    /// <summary>Premises (地址).</summary>
    public string Address { get; init; } = "";

    /// <summary>Person in charge (主要负责人).</summary>
    public string Principal { get; init; } = "";

    /// <summary>Post of the person in charge.</summary>
    public string PrincipalPost { get; init; } = "";

    /// <summary>Contact (联系人).</summary>
    public string Contact { get; init; } = "";

    /// <summary>Post of the contact.</summary>
    public string ContactPost { get; init; } = "";

    /// <summary>Telephone.</summary>
    public string Phone { get; init; } = "";

    /// <summary>Mail address.</summary>
    public string Email { get; init; } = "";

    /// <summary>Website, http or https.</summary>
    public string Website { get; init; } = "";

    /// <summary>Name of the platform that serves online (线上服务平台).</summary>
    public string PlatformName { get; init; } = "";

    /// <summary>Address of the platform.</summary>
    public string PlatformUrl { get; init; } = "";

    /// <summary>Whom it serves (服务对象).</summary>
    public string Audience { get; init; } = "";

    /// <summary>Opening hours.</summary>
    public string Hours { get; init; } = "";

    /// <summary>Introduction.</summary>
    public string Introduction { get; init; } = "";

    /// <summary>Categories of IP served, codes of <see cref="Kinds.Categories"/>.</summary>
    public string[] Categories { get; init; } = [];
}

/// <summary>An organisation in the register.</summary>
public sealed class Organisation
{
    private Organisation()
    {
    }

    internal Organisation(Guid id, OrganisationData data, bool demo, DateTimeOffset now)
    {
        (Id, Demo, CreatedAt) = (id, demo, now);
        Set(data);
    }

    /// <summary>Identity.</summary>
    public Guid Id { get; private set; }

    /// <summary>Unified social credit code.</summary>
    public string CreditCode { get; private set; } = "";

    /// <summary>Whether a credit code whose check character disagrees was compared with the certificate.</summary>
    public bool CreditCodeConfirmed { get; private set; }

    /// <summary>Name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Legal form.</summary>
    public LegalForm LegalForm { get; private set; }

    /// <summary>Kind.</summary>
    public OrganisationKind Kind { get; private set; }

    /// <summary>Whether it is an independent legal person.</summary>
    public bool LegalPerson { get; private set; }

    /// <summary>Region code.</summary>
    public string Region { get; private set; } = "";

    /// <summary>Sector, or null.</summary>
    public string? Sector { get; private set; }

    /// <summary>Premises.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Person in charge.</summary>
    public string Principal { get; private set; } = "";

    /// <summary>Post of the person in charge.</summary>
    public string PrincipalPost { get; private set; } = "";

    /// <summary>Contact.</summary>
    public string Contact { get; private set; } = "";

    /// <summary>Post of the contact.</summary>
    public string ContactPost { get; private set; } = "";

    /// <summary>Telephone.</summary>
    public string Phone { get; private set; } = "";

    /// <summary>Mail address.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Website.</summary>
    public string Website { get; private set; } = "";

    /// <summary>Name of the online platform.</summary>
    public string PlatformName { get; private set; } = "";

    /// <summary>Address of the online platform.</summary>
    public string PlatformUrl { get; private set; } = "";

    /// <summary>Whom it serves.</summary>
    public string Audience { get; private set; } = "";

    /// <summary>Opening hours.</summary>
    public string Hours { get; private set; } = "";

    /// <summary>Introduction.</summary>
    public string Introduction { get; private set; } = "";

    /// <summary>Categories of IP served.</summary>
    public string[] Categories { get; private set; } = [];

    /// <summary>When an officer confirmed that it is what it says, or null. Only confirmed ones are in the public directory.</summary>
    public DateTimeOffset? VerifiedAt { get; private set; }

    /// <summary>When an office turned down that it is what it says, or null.</summary>
    public DateTimeOffset? DeclinedAt { get; private set; }

    /// <summary>Whether it was generated for the demo network.</summary>
    public bool Demo { get; private set; }

    /// <summary>When it was entered.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Rises with each change; who saves an older one is told of the conflict.</summary>
    public int Revision { get; private set; }

    /// <summary>The data as it may be edited.</summary>
    public OrganisationData Data => new()
    {
        CreditCode = CreditCode,
        CreditCodeConfirmed = CreditCodeConfirmed,
        Name = Name,
        LegalForm = LegalForm,
        Kind = Kind,
        LegalPerson = LegalPerson,
        Region = Region,
        Sector = Sector,
        Address = Address,
        Principal = Principal,
        PrincipalPost = PrincipalPost,
        Contact = Contact,
        ContactPost = ContactPost,
        Phone = Phone,
        Email = Email,
        Website = Website,
        PlatformName = PlatformName,
        PlatformUrl = PlatformUrl,
        Audience = Audience,
        Hours = Hours,
        Introduction = Introduction,
        Categories = Categories,
    };

    /// <summary>As the subject of a process.</summary>
    public Subject AsSubject() => new("organisation", Id, Name, Id);

    internal void Set(OrganisationData data)
    {
        (CreditCode, CreditCodeConfirmed) = (data.CreditCode, data.CreditCodeConfirmed);
        (Name, LegalForm, Kind, LegalPerson, Region, Sector) = (data.Name, data.LegalForm, data.Kind, data.LegalPerson, data.Region, data.Sector);
        (Address, Principal, PrincipalPost, Contact, ContactPost) = (data.Address, data.Principal, data.PrincipalPost, data.Contact, data.ContactPost);
        (Phone, Email, Website, PlatformName, PlatformUrl) = (data.Phone, data.Email, data.Website, data.PlatformName, data.PlatformUrl);
        (Audience, Hours, Introduction, Categories) = (data.Audience, data.Hours, data.Introduction, [.. data.Categories]);
        Revision++;
    }

    internal void Verify(DateTimeOffset now)
    {
        (VerifiedAt, DeclinedAt) = (VerifiedAt ?? now, null);
        Revision++;
    }

    internal void Decline(DateTimeOffset now)
    {
        DeclinedAt = now;
        Revision++;
    }
}

/// <summary>A place in the network that an organisation has for a time.</summary>
public sealed class Membership
{
    private Membership()
    {
    }

    internal Membership(Guid id, Guid organisation, MemberKind kind, string? number, Guid? parent, DateOnly from, DateOnly? until, string source)
    {
        (Id, OrganisationId, Kind, Number, ParentId, FromDay, UntilDay, Source, Revision) = (id, organisation, kind, number, parent, from, until, source, 1);
    }

    /// <summary>Identity.</summary>
    public Guid Id { get; private set; }

    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; private set; }

    /// <summary>Kind.</summary>
    public MemberKind Kind { get; private set; }

    /// <summary>Number, or null.</summary>
    public string? Number { get; private set; }

    /// <summary>The node that supports it (辐射、支撑), or null.</summary>
    public Guid? ParentId { get; private set; }

    /// <summary>First day.</summary>
    public DateOnly FromDay { get; private set; }

    /// <summary>Last day, or null when there is no end.</summary>
    public DateOnly? UntilDay { get; private set; }

    /// <summary>The day from which it is no more, before its last day; null when it was not ended.</summary>
    public DateOnly? EndedOn { get; private set; }

    /// <summary>Why it was ended.</summary>
    public string? EndReason { get; private set; }

    /// <summary>The document it rests on (依据文件).</summary>
    public string Source { get; private set; } = "";

    /// <summary>Rises with each change.</summary>
    public int Revision { get; private set; }

    /// <summary>Whether it is in force on a day. The published lists ask this, so they stay right when a job is late.</summary>
    public bool IsInForce(DateOnly day) => FromDay <= day && (UntilDay is null || day <= UntilDay) && (EndedOn is null || day < EndedOn);

    /// <summary>Sets a new last day.</summary>
    public void Extend(DateOnly until)
    {
        UntilDay = until;
        Revision++;
    }

    /// <summary>Ends it: from the day given it is no more.</summary>
    public void End(DateOnly on, string reason)
    {
        (EndedOn, EndReason) = (on, reason);
        Revision++;
    }

    internal void Support(Guid? parent)
    {
        ParentId = parent;
        Revision++;
    }
}

/// <summary>Somebody who works for an organisation (团队人员).</summary>
public sealed class StaffMember
{
    /// <summary>Identity.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Post.</summary>
    public string Post { get; set; } = "";

    /// <summary>Full time (专职) or part time (兼职).</summary>
    public bool FullTime { get; set; }

    /// <summary>Experience, about 200 characters.</summary>
    public string Introduction { get; set; } = "";

    /// <summary>Since when, or null.</summary>
    public DateOnly? Since { get; set; }

    /// <summary>First day on which the person is gone, or null.</summary>
    public DateOnly? LeftOn { get; set; }
}
