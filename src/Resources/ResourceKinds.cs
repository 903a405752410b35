using System.Text.Json;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Resources;

/// <summary>A field of a kind.</summary>
internal sealed record KindField(string Name, string Zh, string En, bool Area, bool Required, IReadOnlyList<string>? Options)
{
    public int Longest => Area ? 4000 : 200;
}

/// <summary>A line of a checklist; all are ticked before something is published.</summary>
internal sealed record CheckItem(string Code, string Zh, string En);

/// <summary>A kind of resource: who writes it, who reviews it, what it says; data, not code.</summary>
internal sealed record ResourceKind(string Code, string Zh, string En, IReadOnlyList<string> Writers, IReadOnlyList<string> Steps, IReadOnlyList<KindField> Fields)
{
    /// <summary>What a reviewer ticks.</summary>
    public IReadOnlyList<CheckItem> Checklist { get; init; } = [];

    /// <summary>Whether ZIP archives are taken.</summary>
    public bool Archives { get; init; }

    /// <summary>Whether it leads to an address.</summary>
    public bool NeedsUrl { get; init; }

    /// <summary>Whether similar ones are shown before it is sent, so that nobody builds twice (000·8).</summary>
    public bool Similar { get; init; }

    public string Name => Lang.T(Zh, En);

    /// <summary>Whether a person may write this kind.</summary>
    public bool MayWrite(Person person) => (Writers.Contains("member") && person.Organisations.Count > 0)
        || (Writers.Contains("officer") && (person.Regions.Count > 0 || person.Has(Duty.National))) || (Writers.Contains("national") && person.Has(Duty.National));
}

/// <summary>The kinds, read from <c>resource-kinds.json</c>.</summary>
internal sealed class ResourceKinds(IOptions<HubOptions> options)
{
    public IReadOnlyList<ResourceKind> All { get; } = JsonSerializer.Deserialize<List<ResourceKind>>(
        File.ReadAllText(Path.Combine(options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data"), "resource-kinds.json")), JsonColumn.Options)!;

    /// <summary>Region of what the national office publishes.</summary>
    public const string Nation = "00";

    /// <summary>The office of a region.</summary>
    public static string OfficeName(string region, Regions regions) => region == Nation ? Lang.T("国家知识产权局公共服务司", "CNIPA, public service department")
        : Lang.T($"{regions.NameOf(region)}知识产权局", $"IP office, {regions.NameOf(region)}");

    public ResourceKind? Find(string? code) => All.FirstOrDefault(kind => kind.Code == code);
}
