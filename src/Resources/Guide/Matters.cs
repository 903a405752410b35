using System.Text.Json;
using Microsoft.Extensions.Options;
using Zhishu.Foundation;
using Zhishu.Network;

namespace Zhishu.Resources;

/// <summary>An official website.</summary>
internal sealed record OfficialSite(Bilingual Name, string Url);

/// <summary>Matters that belong together.</summary>
internal sealed record MatterGroup(string Code, Bilingual Name);

/// <summary>A matter that the official systems or bodies handle, as a guide to it (一窗统办); data, not code.</summary>
/// <param name="Code">Last part of its address.</param>
/// <param name="Group">Code of its group.</param>
/// <param name="Subject">Subject of questions about it.</param>
/// <param name="Name">Name.</param>
/// <param name="What">What it is.</param>
/// <param name="Who">Who may.</param>
/// <param name="Materials">What is handed in; empty when the law leaves it to the office.</param>
/// <param name="Laws">What it rests on.</param>
/// <param name="Sites">Codes of official websites.</param>
/// <param name="Windows">Kinds of member where it can be done or asked about in person.</param>
/// <param name="Entries">Category and step of published ways to the official systems.</param>
/// <param name="Words">Other words by which it is found.</param>
internal sealed record Matter(string Code, string Group, string Subject, Bilingual Name, Bilingual What, Bilingual Who, IReadOnlyList<Bilingual> Materials,
    IReadOnlyList<string> Laws, IReadOnlyList<string> Sites, IReadOnlyList<MemberKind> Windows, IReadOnlyList<IReadOnlyList<string>> Entries, IReadOnlyList<string> Words)
{
    /// <summary>What is known of fees with its source; null sends people to ask.</summary>
    public Bilingual? Fee { get; init; }

    /// <summary>What is known of the time it takes, with its source; null sends people to ask.</summary>
    public Bilingual? Term { get; init; }

    public string Url => $"/resources/services/{Code}";

    /// <summary>Everything it is found by.</summary>
    public string Text => string.Join(' ', [Name.Zh, Name.En, What.Zh, What.En, Who.Zh, .. Materials.Select(material => material.Zh), .. Laws, .. Words]);
}

/// <summary>The guide to matters, read from <c>matters.json</c>.</summary>
internal sealed class Matters
{
    // Questions are short and so are the texts: half of the words is enough.
    private const double Enough = 0.5;

    private readonly SiteText _texts;
    private readonly Guide _guide;

    public Matters(IOptions<HubOptions> options, SiteText texts)
    {
        var path = Path.Combine(options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data"), "matters.json");
        (_texts, _guide) = (texts, JsonSerializer.Deserialize<Guide>(File.ReadAllText(path), JsonColumn.Options)!);
    }

    public IReadOnlyList<MatterGroup> Groups => _guide.Groups;

    public IReadOnlyList<Matter> All => _guide.Matters;

    public IReadOnlyDictionary<string, OfficialSite> Sites => _guide.Sites;

    public Matter? Find(string? code) => All.FirstOrDefault(matter => matter.Code == code);

    /// <summary>The matters that hold enough of a question, those named by it first.</summary>
    public IReadOnlyList<Matter> Search(string question) =>
    [
        .. All.Select(matter => (Matter: matter, Held: _texts.Coverage(question, matter.Text))).Where(pair => pair.Held >= Enough)
            .OrderByDescending(pair => _texts.Coverage(question, $"{pair.Matter.Name.Zh} {pair.Matter.Name.En} {string.Join(' ', pair.Matter.Words)}")).ThenByDescending(pair => pair.Held)
            .Select(pair => pair.Matter),
    ];

    private sealed record Guide(IReadOnlyDictionary<string, OfficialSite> Sites, IReadOnlyList<MatterGroup> Groups, IReadOnlyList<Matter> Matters);
}

/// <summary>The guide for the one box.</summary>
internal sealed class MatterFinder(Matters matters) : IFinder
{
    public string Code => "matters";

    public int Order => 15;

    public Bilingual Label => new("办事指南");

    public Task<(long Total, IReadOnlyList<FoundItem> Items, string More)> FindAsync(string question, int size, CancellationToken ct)
    {
        var found = matters.Search(question);
        return Task.FromResult<(long, IReadOnlyList<FoundItem>, string)>(
            (found.Count, [.. found.Take(size).Select(matter => new FoundItem(matter.Name.ToString(), matter.Url, matter.What.ToString()))],
            $"/resources/services?find={Uri.EscapeDataString(question)}"));
    }
}
