using Zhishu.Index;

namespace Zhishu.Search.Replica;

/// <summary>The fields of the index: the same as the columns of <c>search.entry</c>.</summary>
internal static class ReplicaFields
{
    public const int Title = 0;
    public const int Abstract = 1;
    public const int Claims = 2;
    public const int Applicant = 3;
    public const int Inventor = 4;
    public const int Agency = 5;
    public const int StatusText = 6;
    public const int ApplicationNumber = 7;
    public const int PublicationNumber = 8;
    public const int Symbol = 9;
    public const int Region = 10;
    public const int Sorted = 11;
    public const int Filed = 12;
    public const int Published = 13;
    public const int Granted = 14;
    public const int Family = 15;
    public const int Description = 16;
    public const int Agent = 17;
    public const int Examiner = 18;
    public const int Events = 19;
    public const int Priority = 20;
    public const int PriorityDay = 21;
    public const int Cpc = 22;
    public const int MainSymbol = 23;
    public const int Cited = 24;
    public const int Kin = 25;
    public const int Office = 26;
    public const int EventDay = 27;
    public const int Expires = 28;
    public const int NumberKey = 29;
    public const int TitleKey = 30;
    public const int ApplicantKey = 31;
    private const int FirstFacet = 32;

    /// <summary>Rises when entries are made or cut into terms differently: every replica is then built anew.</summary>
    public const int Version = 4;

    private static readonly Facet[] Facets = Enum.GetValues<Facet>();

    public static IndexSchema Schema { get; } = new(
        [
            new("title", FieldKind.Text), new("abstract", FieldKind.Text), new("claims", FieldKind.Text), new("applicant", FieldKind.Text),
            new("inventor", FieldKind.Text), new("agency", FieldKind.Text), new("status_text", FieldKind.Text),
            new("application_number", FieldKind.Keyword), new("publication_number", FieldKind.Keyword), new("symbol", FieldKind.Keyword), new("region", FieldKind.Keyword),
            new("sorted", FieldKind.Number), new("filed", FieldKind.Number), new("published", FieldKind.Number), new("granted", FieldKind.Number),
                new("family", FieldKind.Value), new("description", FieldKind.Text),
            new("agent", FieldKind.Text), new("examiner", FieldKind.Text), new("events", FieldKind.Text),
            new("priority", FieldKind.Keyword), new("priority_day", FieldKind.Keyword), new("cpc", FieldKind.Keyword), new("main_symbol", FieldKind.Keyword),
            new("cited", FieldKind.Keyword), new("kin", FieldKind.Keyword), new("office", FieldKind.Keyword), new("event_day", FieldKind.Keyword), new("expires", FieldKind.Number),
            new("number_key", FieldKind.Value), new("title_key", FieldKind.Facet), new("applicant_key", FieldKind.Facet),
            .. Facets.Select(facet => new IndexField("facet " + facet.Code(), FieldKind.Facet)),
        ],
        "sorted");

    public static int Of(Facet facet) => FirstFacet + Array.IndexOf(Facets, facet);

    /// <summary>The text fields that a field of the query language means.</summary>
    public static int[] Of(QueryField field) => field switch
    {
        QueryField.Title => [Title],
        QueryField.Abstract => [Abstract],
        QueryField.Claims => [Claims],
        QueryField.Applicant => [Applicant],
        QueryField.Inventor => [Inventor],
        QueryField.Agency => [Agency],
        QueryField.Agent => [Agent],
        QueryField.Examiner => [Examiner],
        QueryField.Event => [Events],
        QueryField.Description => [Description],
        QueryField.FullText => [Title, Abstract, Claims, Description],
        QueryField.TitleAbstract => [Title, Abstract],
        QueryField.TitleAbstractClaims => [Title, Abstract, Claims],
        _ => [Title, Abstract, Claims, Applicant, Inventor, Agency, Agent],
    };
}
