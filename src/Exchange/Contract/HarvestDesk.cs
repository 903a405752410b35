using Zhishu.Exchange.Harvest;
using Zhishu.Foundation;

namespace Zhishu.Exchange;

/// <summary>What to harvest, from the command line.</summary>
/// <param name="Address">Base address of a hub or an OAI-PMH repository, a folder, or the address of a JSON Lines file.</param>
public sealed record HarvestRequest(string Address)
{
    /// <summary>Name of a new source; null takes the name it gives itself, or the address.</summary>
    public string? Name { get; init; }

    /// <summary>Set to ask for, or null.</summary>
    public string? Set { get; init; }

    /// <summary>Metadata format, or null for the best.</summary>
    public string? Prefix { get; init; }

    /// <summary>Licence of the records, or null when the source states none.</summary>
    public string? Licence { get; init; }

    /// <summary>Whether the whole list is read once more, and what the source no longer has is taken away.</summary>
    public bool Whole { get; init; }

    /// <summary>Whether deletions that were stopped are agreed to.</summary>
    public bool AgreeToDeletions { get; init; }
}

/// <summary>How far a harvest is, and what it did.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Pages">Pages read.</param>
/// <param name="New">Records added.</param>
/// <param name="Changed">Records that got a new version.</param>
/// <param name="Same">Records known as they are.</param>
/// <param name="Deleted">Records taken away.</param>
/// <param name="Refused">Records refused.</param>
/// <param name="Behind">Records that another source, or the hub itself, shows instead.</param>
/// <param name="Own">Records that came from this hub in the first place.</param>
/// <param name="Fault">What stopped it, or null.</param>
public sealed record HarvestReport(string Source, int Pages, long New, long Changed, long Same, long Deleted, long Refused, long Behind, long Own, Bilingual? Fault);

/// <summary>Harvests a source at once, entering it when it is new; for the command line.</summary>
public sealed class HarvestDesk
{
    private readonly SourceStore _sources;
    private readonly Harvester _harvester;
    private readonly OaiClient _client;

    internal HarvestDesk(SourceStore sources, Harvester harvester, OaiClient client) => (_sources, _harvester, _client) = (sources, harvester, client);

    /// <summary>Runs a harvest to its end.</summary>
    /// <returns>What it did; null when the running hub is harvesting the source just now.</returns>
    /// <exception cref="HubFaultException">The address is none that can be harvested.</exception>
    public async Task<HarvestReport?> RunAsync(HarvestRequest request, IProgress<HarvestReport>? progress, CancellationToken ct)
    {
        var address = Directory.Exists(request.Address) ? Path.GetFullPath(request.Address) : request.Address.TrimEnd('/');
        var source = await _sources.ByAddressAsync(address, ct) ?? await EnterAsync(address, request, ct);
        HarvestReport Report(HarvestRun run, Bilingual? fault) =>
            new(source.Name, run.Pages, run.RecordsNew, run.RecordsChanged, run.RecordsSame, run.RecordsDeleted, run.RecordsRefused, run.RecordsBehind, run.RecordsOwn, fault);
        if (request.Whole)
            await _sources.ReadWholeAsync(source.Id, null, ct);
        if (request.AgreeToDeletions)
            await _sources.AgreeAsync(source.Id, ct);
        var outcome = await _harvester.RunAsync(source.Id, progress is null ? null : new Relay(run => progress.Report(Report(run, null))), ct);
        return outcome.Ran ? Report(outcome.Run!, outcome.Fault) : null;
    }

    private async Task<HarvestSource> EnterAsync(string address, HarvestRequest request, CancellationToken ct)
    {
        var (kind, name) = await KindAsync(address, ct);
        var source = new HarvestSource
        {
            Id = Guid.CreateVersion7(),
            Name = request.Name ?? name ?? address,
            Kind = kind,
            Address = address,
            SetSpec = request.Set ?? "",
            Prefix = request.Prefix ?? "",
            Licence = request.Licence ?? "",
            Searched = kind == "hub",
            Trusted = true,
        };
        await _sources.AddAsync(source, ct);
        return (await _sources.FindAsync(source.Id, ct))!;
    }

    /// <summary>What an address is: a folder, another hub, an OAI-PMH repository, or a file.</summary>
    private async Task<(string Kind, string? Name)> KindAsync(string address, CancellationToken ct)
    {
        if (Directory.Exists(address))
            return ("folder", Path.GetFileName(address));
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new HubFaultException("harvest.address", new($"{address} 既不是文件夹，也不是 http(s) 地址"));
        if (uri.AbsolutePath.EndsWith(".jsonl", StringComparison.Ordinal) || uri.AbsolutePath.EndsWith(".jsonl.gz", StringComparison.Ordinal))
            return ("dump", null);
        if (await _client.NameAsync(address + "/oai", ct) is { } hub)
            return ("hub", hub);
        if (await _client.NameAsync(address, ct) is { } repository)
            return ("oai", repository);
        throw new HubFaultException("harvest.address", new($"{address} 没有应答 OAI-PMH"));
    }

    private sealed class Relay(Action<HarvestRun> report) : IProgress<HarvestRun>
    {
        public void Report(HarvestRun value) => report(value);
    }
}
