namespace Zhishu.Records;

/// <summary>What a document says of a patent, gathered by a reader; <see cref="Build"/> makes the record.</summary>
internal sealed class PatentDraft
{
    private readonly List<(string Language, string Text)> _titles = [];
    private readonly List<(string Language, string Text)> _abstracts = [];

    /// <summary>Office in ST.3 codes.</summary>
    public string Office { get; set; } = "";

    /// <summary>Number of the application, or null when the source gives none.</summary>
    public string? Application { get; set; }

    public DateOnly? Filed { get; set; }

    /// <summary>Language in ISO 639-1 in which the document is written, or null.</summary>
    public string? Language { get; set; }

    /// <summary>invention, utility, design, or null.</summary>
    public string? Type { get; set; }

    public string? StatusText { get; set; }

    public LegalStatus Status { get; set; }

    public DateOnly? Granted { get; set; }

    public DateOnly? Expires { get; set; }

    public string? Region { get; set; }

    public List<Publication> Publications { get; } = [];

    public List<Party> Parties { get; } = [];

    public List<Classification> Classifications { get; } = [];

    public List<Priority> Priorities { get; } = [];

    public List<Citation> Citations { get; } = [];

    public List<RelatedDocument> Related { get; } = [];

    public List<LegalEvent> Events { get; } = [];

    public List<string> Family { get; } = [];

    public List<Claim> Claims { get; } = [];

    public List<DescriptionPart> Description { get; } = [];

    public List<MediaItem> Media { get; } = [];

    public SortedDictionary<string, string> Extra { get; } = new(StringComparer.Ordinal);

    public void AddTitle(string? language, string? text) => Add(_titles, language, text);

    public void AddAbstract(string? language, string? text) => Add(_abstracts, language, text);

    /// <summary>Adds a party once for each role and name; the first of that name keeps its address.</summary>
    public void AddParty(PartyRole role, string? name, string? country = null, string? address = null)
    {
        if (name is not null && DocumentTree.Tidy(name) is { Length: > 0 } tidy && !Parties.Exists(party => party.Role == role && party.Name == tidy))
            Parties.Add(new(role, tidy) { Country = country is { Length: 2 } ? country.ToUpperInvariant() : null, Address = address is { Length: > 0 } ? address : null });
    }

    /// <summary>Adds a symbol once for each scheme; the main one stands first.</summary>
    public void AddSymbol(string scheme, string? symbol, bool main = false)
    {
        if (symbol is not { Length: > 0 } || Classifications.Exists(known => known.Scheme == scheme && known.Symbol == symbol))
            return;
        if (main && !Classifications.Exists(known => known.Scheme == scheme && known.Main))
            Classifications.Insert(Math.Max(0, Classifications.FindIndex(known => known.Scheme == scheme)), new(scheme, symbol, true));
        else
            Classifications.Add(new(scheme, symbol));
    }

    public void AddPublication(string? number, DateOnly? date, bool grant)
    {
        if (number is not null && !Publications.Exists(known => known.Number == number))
            Publications.Add(new(number, date, grant));
    }

    /// <summary>Makes the record, or says why there is none.</summary>
    /// <param name="line">Where the document stands.</param>
    /// <param name="source">Name of the source.</param>
    /// <param name="licence">Terms that the office gives its data under, or null.</param>
    /// <param name="deletes">Whether the source takes the document back: it need not say more than its number.</param>
    public SourceItem Build(long line, string source, string? licence = null, bool deletes = false)
    {
        var shown = Application ?? Publications.FirstOrDefault()?.Number;
        if (shown is null)
            return SourceItem.Refused(Problem.Of(line, null, null, "number.missing", new("缺少申请号和公布号")));
        var (language, title) = Best(_titles, Language, Office);
        if (title is null && !deletes)
            return SourceItem.Refused(Problem.Of(line, shown, null, "title.missing", new("缺少名称")));
        var english = _titles.Find(one => one.Language == "en").Text;
        var (summaryLanguage, summary) = Best(_abstracts, Language ?? language, Office);
        var granted = Granted ?? Publications.Find(publication => publication.Grant)?.Date;
        var published = Publications.Select(publication => publication.Date).Where(date => date is not null).Min();
        return new(line, new IpRecord
        {
            Kind = RecordKind.Patent,
            Office = Office,
            Number = shown,
            Title = title ?? "",
            TitleEn = english is not null && language != "en" && english != title ? english : null,
            Type = Type,
            FilingDate = Filed,
            PublicationDate = published,
            GrantDate = granted,
            ExpiryDate = Expires,
            Status = Status,
            StatusText = StatusText,
            Region = Region,
            Parties = Parties,
            Classifications = Classifications,
            Publications = [.. Publications.OrderBy(publication => publication.Date ?? DateOnly.MaxValue)],
            Priorities = [.. Priorities.Distinct()],
            Events = [.. Events.Distinct().OrderBy(legal => legal.Date ?? DateOnly.MaxValue)],
            Citations = [.. Citations.DistinctBy(citation => citation.Text)],
            Family = [.. Family.Distinct()],
            Related = [.. Related.DistinctBy(related => (related.Kind, related.Number))],
            Abstract = summary,
            Claims = Claims,
            Translations = Translations(language, summaryLanguage),
            Description = Description,
            Media = Media,
            Extra = Extra,
            Source = new Provenance(source, licence),
        }, [])
        { Deletes = deletes };
    }

    /// <summary>The events that the dates of the document are.</summary>
    /// <param name="chinese">Whether the office writes Chinese.</param>
    public void AddEventsOfDates(bool chinese)
    {
        if (Filed is not null)
            Events.Add(new(Filed, EventCategory.Filing, chinese ? "申请" : "Application filed"));
        foreach (var publication in Publications.Where(publication => publication.Date is not null))
        {
            Events.Add(publication.Grant
                ? new(publication.Date, EventCategory.Grant, chinese ? "授权" : "Patent granted")
                : new(publication.Date, EventCategory.Publication, chinese ? "公开" : "Application published"));
        }
    }

    private static (string Language, string? Text) Best(List<(string Language, string Text)> texts, string? language, string office)
    {
        foreach (var wanted in new[] { language, office is "CN" or "TW" ? "zh" : null, "en" })
        {
            if (wanted is not null && texts.Find(one => one.Language == wanted) is { Text: not null } found)
                return found;
        }

        return texts.Count > 0 ? texts[0] : ("", null);
    }

    // What neither the title, the abstract nor the English title already says.
    private List<Translation> Translations(string titleLanguage, string abstractLanguage) =>
        [.. _titles.Concat(_abstracts).Select(one => one.Language).Where(language => language.Length == 2).Distinct()
            .Select(language => new Translation(language)
            {
                Title = language == titleLanguage || language == "en" ? null : _titles.Find(one => one.Language == language).Text,
                Abstract = language == abstractLanguage ? null : _abstracts.Find(one => one.Language == language).Text,
            })
            .Where(translation => translation.Title is not null || translation.Abstract is not null)];

    private static void Add(List<(string Language, string Text)> texts, string? language, string? text)
    {
        var code = language?.ToLowerInvariant() switch { { Length: >= 2 } known => known[..2], _ => "" };
        if (text is not { Length: > 0 })
            return;
        var at = texts.FindIndex(one => one.Language == code);
        if (at < 0)
            texts.Add((code, text));
    }
}
