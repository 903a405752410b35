namespace Zhishu.Records;

/// <summary>How an incoming record meets the one in the store.</summary>
internal enum MergeRule
{
    /// <summary>The source gives the whole record: it replaces the former one.</summary>
    Replace,

    /// <summary>The source gives some members: they replace theirs, the others stay; what an older document says only fills gaps.</summary>
    Fill,

    /// <summary>The source only adds to records that are there: events, from which follows where the right stands and whose it is; texts and documents that they have not.</summary>
    Amend,
}

/// <summary>Joins what a source says with what the store knows.</summary>
internal static class RecordMerge
{
    public static IpRecord Merge(IpRecord known, IpRecord incoming, MergeRule rule)
    {
        if (rule == MergeRule.Replace)
            return incoming with { Source = incoming.Source ?? known.Source };
        if (rule == MergeRule.Amend)
        {
            return StatusByEvents.Settle(known with
            {
                Events = Events(known, incoming),
                Media = Union(known.Media, incoming.Media, media => media.Key),
                Claims = Pick(known.Claims, incoming.Claims),
                DescriptionKey = known.DescriptionKey ?? incoming.DescriptionKey,
                Abstract = known.Abstract ?? incoming.Abstract,
                Source = known.Source,
            });
        }

        var (strong, weak) = LastPublication(incoming) >= LastPublication(known) ? (incoming, known) : (known, incoming);
        var merged = strong with
        {
            Number = known.Number,
            Office = known.Office,
            TitleEn = strong.TitleEn ?? weak.TitleEn,
            Type = strong.Type ?? weak.Type,
            FilingDate = strong.FilingDate ?? weak.FilingDate,
            PublicationDate = Earlier(strong.PublicationDate, weak.PublicationDate),
            GrantDate = strong.GrantDate ?? weak.GrantDate,
            ExpiryDate = strong.ExpiryDate ?? weak.ExpiryDate,
            Status = strong.Status == LegalStatus.Unknown ? weak.Status : strong.Status,
            StatusText = strong.StatusText ?? weak.StatusText,
            Region = strong.Region is { } region && !(weak.Region?.StartsWith(region, StringComparison.Ordinal) ?? false) ? region : weak.Region,
            Industries = Pick(strong.Industries, weak.Industries),
            Parties = ByGroup(strong.Parties, weak.Parties, party => party.Role),
            Classifications = ByGroup(strong.Classifications, weak.Classifications, symbol => symbol.Scheme),
            Publications = [.. Union(known.Publications, incoming.Publications, publication => publication.Number).OrderBy(publication => publication.Date)],
            Priorities = Pick(strong.Priorities, weak.Priorities),
            Events = Events(known, incoming),
            Citations = Union(known.Citations, incoming.Citations, citation => citation.Text),
            Related = Union(known.Related, incoming.Related, related => (related.Kind, related.Number)),
            Family = Union(known.Family, incoming.Family, number => number),
            Abstract = strong.Abstract ?? weak.Abstract,
            Claims = Pick(strong.Claims, weak.Claims),
            Translations = Union(strong.Translations, weak.Translations, translation => translation.Language),
            Media = Pick(strong.Media, weak.Media),
            DescriptionKey = strong.DescriptionKey ?? weak.DescriptionKey,
            Extra = new SortedDictionary<string, string>(
                weak.Extra.Concat(strong.Extra).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value), StringComparer.Ordinal),
            Source = incoming.Source ?? known.Source,
            Synthetic = known.Synthetic && incoming.Synthetic,
        };
        return merged;
    }

    // Two changes of one day differ in what they say; one that says nothing of its own is the same as one that does.
    private static List<LegalEvent> Events(IpRecord known, IpRecord incoming)
    {
        var all = Union(known.Events,
            incoming.Events, legal => (legal.Date, legal.Category, legal.Text, legal.Details.GetValueOrDefault("text")
            ?? legal.Details.GetValueOrDefault("to") ?? legal.Details.GetValueOrDefault("case") ?? legal.Details.GetValueOrDefault("decision")));
        var telling = all.Where(legal => legal.Details.Count > 0).Select(legal => (legal.Date, legal.Category, legal.Text)).ToHashSet();
        return [.. all.Where(legal => legal.Details.Count > 0 || !telling.Contains((legal.Date, legal.Category, legal.Text))).OrderBy(legal => legal.Date)];
    }

    /// <summary>JSON names of the members in which two records differ, leaving aside where they came from.</summary>
    public static List<string> ChangedFields(IpRecord before, IpRecord after)
    {
        using var left = System.Text.Json.JsonSerializer.SerializeToDocument(before with { Source = null }, RecordJson.Options);
        using var right = System.Text.Json.JsonSerializer.SerializeToDocument(after with { Source = null }, RecordJson.Options);
        var names = left.RootElement.EnumerateObject().Select(member => member.Name)
            .Union(right.RootElement.EnumerateObject().Select(member => member.Name));
        return [.. names.Where(name => Raw(left, name) != Raw(right, name))];
    }

    private static string? Raw(System.Text.Json.JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out var value) ? value.GetRawText() : null;

    private static DateOnly LastPublication(IpRecord record)
    {
        var last = record.GrantDate ?? record.PublicationDate ?? DateOnly.MinValue;
        foreach (var publication in record.Publications)
            last = publication.Date > last ? publication.Date.Value : last;
        return last;
    }

    private static DateOnly? Earlier(DateOnly? a, DateOnly? b) => a is null || b < a ? b ?? a : a;

    private static IReadOnlyList<T> Pick<T>(IReadOnlyList<T> strong, IReadOnlyList<T> weak) => strong.Count > 0 ? strong : weak;

    private static IReadOnlyList<T> ByGroup<T, TKey>(IReadOnlyList<T> strong, IReadOnlyList<T> weak, Func<T, TKey> group)
    {
        var given = strong.Select(group).ToHashSet();
        var kept = weak.Where(item => !given.Contains(group(item))).ToList();
        return kept.Count == 0 ? strong : [.. strong, .. kept];
    }

    private static IReadOnlyList<T> Union<T, TKey>(IReadOnlyList<T> known, IReadOnlyList<T> incoming, Func<T, TKey> key)
    {
        var seen = known.Select(key).ToHashSet();
        var added = incoming.Where(item => seen.Add(key(item))).ToList();
        return added.Count == 0 ? known : [.. known, .. added];
    }
}
