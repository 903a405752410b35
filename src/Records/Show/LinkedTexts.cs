using Zhishu.Foundation;

namespace Zhishu.Records.Show;

/// <summary>Claims and description with what leads from them: numbers of parts to their words, numbers of claims to the claims.</summary>
internal sealed class LinkedTexts
{
    private readonly ReferenceSigns _signs;
    private readonly Dictionary<int, IReadOnlyList<TextLink>> _claims = [];
    private readonly IReadOnlyList<TextLink>[] _parts;
    private readonly HashSet<string> _used = [];
    private readonly HashSet<int> _shown;

    public LinkedTexts(ReferenceSigns signs, IReadOnlyList<ClaimGroup> claims, IReadOnlyList<DescriptionPart> description)
    {
        _signs = signs;
        var all = claims.SelectMany(group => group.Below.Select(below => below.Claim).Prepend(group.Root)).ToList();
        _shown = [.. all.Select(claim => claim.Number)];
        foreach (var claim in all)
            _claims[claim.Number] = [.. Signs(claim.Text).Concat(Named(claim)).OrderBy(link => link.Start)];
        _parts = [.. description.Select(part => part.Kind == "paragraph" ? Signs(part.Text).ToList() : (IReadOnlyList<TextLink>)[])];
    }

    /// <summary>The reference signs, in order.</summary>
    public IReadOnlyList<ReferenceSign> Signs() => _signs.List;

    /// <summary>Where a sign stands first; null when the texts on the page do not name it.</summary>
    public string? FirstUse(ReferenceSign sign) => _used.Contains(sign.Sign) ? "#at-" + Id(sign.Sign) : null;

    /// <summary>The element of a sign in the table.</summary>
    public static string Id(string sign) => sign.Replace('\'', '-');

    public IReadOnlyList<TextLink> OfClaim(Claim claim) => _claims.GetValueOrDefault(claim.Number) ?? [];

    public IReadOnlyList<TextLink> OfPart(int part) => _parts[part];

    private IEnumerable<TextLink> Signs(string text)
    {
        foreach (var (start, end, sign) in _signs.In(text))
            yield return new(start, end, "#sign-" + Id(sign.Sign), $"{sign.Sign} {sign.Word}", _used.Add(sign.Sign) ? "at-" + Id(sign.Sign) : null);
    }

    private IEnumerable<TextLink> Named(Claim claim) => ClaimTree.Named(claim.Text).Where(named => named.Number != claim.Number && _shown.Contains(named.Number))
        .Select(named => new TextLink(named.Start, named.End, $"#claim-{named.Number}", Lang.T($"到权利要求 {named.Number}"), null));
}
