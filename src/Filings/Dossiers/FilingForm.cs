using System.Security.Cryptography;
using System.Text.Json;
using Zhishu.Foundation;

namespace Zhishu.Filings.Dossiers;

/// <summary>Somebody of the team as told in the form (三、服务团队人员情况).</summary>
internal sealed record FormPerson
{
    public string Name { get; init; } = "";

    public string Post { get; init; } = "";

    public bool FullTime { get; init; } = true;

    public string Text { get; init; } = "";
}

/// <summary>A case (五、典型案例).</summary>
internal sealed record FormCase
{
    public string Title { get; init; } = "";

    public string When { get; init; } = "";

    public string Text { get; init; } = "";
}

/// <summary>The answer to a condition of 001·5.</summary>
internal sealed record FormAnswer(bool Met, string Evidence);

/// <summary>The facts of the organisation as they were when the form was filled in (一、机构基本情况).</summary>
internal sealed record FormFacts
{
    public string Name { get; init; } = "";

    public string CreditCode { get; init; } = "";

    public string Kind { get; init; } = "";

    public string LegalForm { get; init; } = "";

    public string Address { get; init; } = "";

    public string PlatformName { get; init; } = "";

    public string PlatformUrl { get; init; } = "";

    public string Principal { get; init; } = "";

    public string PrincipalPost { get; init; } = "";

    public string Contact { get; init; } = "";

    public string ContactPost { get; init; } = "";

    public string Phone { get; init; } = "";

    public string Email { get; init; } = "";

    public string Audience { get; init; } = "";

    public string ServiceItems { get; init; } = "";

    public string RecommenderName { get; init; } = "";
}

/// <summary>The filing form (备案表) as filled in so far.</summary>
internal sealed record FilingForm
{
    public FormFacts Facts { get; init; } = new();

    public IReadOnlyDictionary<string, string> Sections { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<FormPerson> People { get; init; } = [];

    public IReadOnlyList<FormCase> Cases { get; init; } = [];

    public IReadOnlyDictionary<string, FormAnswer> Answers { get; init; } = new Dictionary<string, FormAnswer>();

    /// <summary>六、申请备案机构意见.</summary>
    public string Opinion { get; init; } = "";

    /// <summary>SHA-256 of the form as it stands, for the trail: tells later what was handed in.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, JsonColumn.Options)));
}
