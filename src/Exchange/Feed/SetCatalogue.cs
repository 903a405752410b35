using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Watch;

namespace Zhishu.Exchange.Feed;

/// <summary>A set that records can be asked for by.</summary>
/// <param name="Spec">Its name in requests, <c>ipc:H:H01</c>.</param>
/// <param name="Label">What a person reads.</param>
internal sealed record RecordSet(string Spec, Bilingual Label);

/// <summary>All sets there are: by kind, region, classification, and the public thematic databases.</summary>
internal sealed class SetCatalogue(ReferenceData reference, PublicThemes themes)
{
    private readonly Lazy<List<RecordSet>> _fixed = new(() => [.. Fixed(reference)]);

    public async Task<IReadOnlyList<RecordSet>> AllAsync(CancellationToken ct) =>
        [.. _fixed.Value, new(RecordSets.Theme, new("专题数据库")), .. (await themes.ListAsync(ct))
        .Select(theme => new RecordSet($"{RecordSets.Theme}:{theme.Slug}", Bilingual.Of(theme.Title, "")))];

    public async Task<RecordSet?> FindAsync(string spec, CancellationToken ct) => (await AllAsync(ct)).FirstOrDefault(set => set.Spec == spec);

    private static IEnumerable<RecordSet> Fixed(ReferenceData reference)
    {
        foreach (var kind in RecordKinds.InOrder)
            yield return new(kind.Code(), kind.Label());
        yield return new(RecordSets.Region, new("有地区的记录"));
        foreach (var province in reference.Regions.All.Where(node => node.Code.Length == 2).OrderBy(node => node.Code, StringComparer.Ordinal))
        {
            yield return new($"{RecordSets.Region}:{province.Code}", province.Title);
            foreach (var city in reference.Regions.Below(province.Code).Where(node => node.Code.Length == 4))
                yield return new($"{RecordSets.Region}:{province.Code}:{city.Code}", city.Title);
        }

        yield return new(RecordSets.Ipc, reference.Ipc.Title);
        foreach (var node in reference.Ipc.All.Where(node => node.Code.Length is 1 or 3 or 4).OrderBy(node => node.Code, StringComparer.Ordinal))
            yield return new($"{RecordSets.Ipc}:{node.Code[0]}" + (node.Code.Length > 1 ? $":{node.Code[..3]}" : "") + (node.Code.Length > 3 ? $":{node.Code}" : ""), node.Title);
        yield return new(RecordSets.Nice, reference.Nice.Title);
        foreach (var node in reference.Nice.All)
            yield return new($"{RecordSets.Nice}:{node.Code.TrimStart('0')}", node.Title);
    }
}
