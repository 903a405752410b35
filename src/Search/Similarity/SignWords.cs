using Zhishu.Foundation;

namespace Zhishu.Search.Similarity;

/// <summary>What a sign means in other words: by the synonyms and the terms of the hub.</summary>
internal sealed class SignWords(Synonyms synonyms, Terms terms)
{
    private const int Most = 12;

    public async Task<IReadOnlyList<string>> OfAsync(string name, CancellationToken ct)
    {
        var key = SafeText.Narrow(name).Trim().ToLowerInvariant();
        return [.. (await synonyms.OfAsync(key, ct)).Concat((await terms.SignsAsync(ct)).Of(key)).Distinct(StringComparer.OrdinalIgnoreCase).Where(word => word != key).Take(Most)];
    }
}
