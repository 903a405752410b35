using System.Text.RegularExpressions;

namespace Zhishu.Exchange.Oai;

/// <summary>An error of OAI-PMH 2.0, section 3.6.</summary>
/// <param name="Code">badVerb, badArgument, badResumptionToken, cannotDisseminateFormat, idDoesNotExist, noRecordsMatch, noMetadataFormats.</param>
/// <param name="Message">What a person reads.</param>
internal sealed record OaiError(string Code, string Message);

/// <summary>A request, read strictly: each argument once, none that the verb does not know.</summary>
internal sealed partial record OaiRequest(string Verb, IReadOnlyDictionary<string, string> Arguments)
{
    private static readonly Dictionary<string, (string[] Needed, string[] Allowed)> Verbs = new()
    {
        ["Identify"] = ([], []),
        ["ListMetadataFormats"] = ([], ["identifier"]),
        ["ListSets"] = ([], ["resumptionToken"]),
        ["GetRecord"] = (["identifier", "metadataPrefix"], []),
        ["ListIdentifiers"] = (["metadataPrefix"], ["from", "until", "set", "resumptionToken"]),
        ["ListRecords"] = (["metadataPrefix"], ["from", "until", "set", "resumptionToken"]),
    };

    public string? this[string name] => Arguments.GetValueOrDefault(name);

    /// <summary>First second of the interval; the last one is read by <see cref="Until"/>.</summary>
    public DateTime? From { get; private init; }

    /// <summary>Last second of the interval, included.</summary>
    public DateTime? Until { get; private init; }

    public static (OaiRequest? Request, OaiError? Error) Read(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> query)
    {
        var pairs = query.SelectMany(pair => pair.Value.Select(value => (Name: pair.Key, Value: value ?? ""))).ToList();
        var verbs = pairs.Where(pair => pair.Name == "verb").ToList();
        if (verbs.Count != 1)
            return (null, new("badVerb", verbs.Count == 0 ? "The argument verb is missing." : "The argument verb is repeated."));
        if (!Verbs.TryGetValue(verbs[0].Value, out var rule))
            return (null, new("badVerb", $"There is no verb {Short(verbs[0].Value)}; there are {string.Join(", ", Verbs.Keys)}."));
        pairs.RemoveAll(pair => pair.Name == "verb");
        if (pairs.Find(pair => !rule.Needed.Contains(pair.Name) && !rule.Allowed.Contains(pair.Name)) is { Name: { } unknown })
            return (null, new("badArgument", $"{verbs[0].Value} has no argument {Short(unknown)}."));
        if (pairs.GroupBy(pair => pair.Name).FirstOrDefault(group => group.Count() > 1) is { } repeated)
            return (null, new("badArgument", $"The argument {Short(repeated.Key)} is repeated."));
        var arguments = pairs.ToDictionary(pair => pair.Name, pair => pair.Value);
        if (arguments.ContainsKey("resumptionToken"))
        {
            return arguments.Count > 1
                ? (null, new("badArgument", "resumptionToken stands alone."))
                : (new(verbs[0].Value, arguments), null);
        }

        if (rule.Needed.FirstOrDefault(name => string.IsNullOrEmpty(arguments.GetValueOrDefault(name))) is { } missing)
            return (null, new("badArgument", $"The argument {missing} is missing."));
        if (arguments.TryGetValue("set", out var set) && !SetSpec().IsMatch(set))
            return (null, new("badArgument", "set is not a set specification."));
        return Interval(new(verbs[0].Value, arguments));
    }

    private static (OaiRequest? Request, OaiError? Error) Interval(OaiRequest request)
    {
        var (from, until) = (request["from"], request["until"]);
        if (from is not null && until is not null && from.Length != until.Length)
            return (null, new("badArgument", "from and until have different granularities."));
        var (first, last) = (Instant(from), Instant(until));
        if ((from is not null && first is null) || (until is not null && last is null))
            return (null, new("badArgument", "from and until are YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ."));

        // A day as the end of an interval is meant whole.
        if (until?.Length == 10)
            last = last!.Value.AddDays(1).AddSeconds(-1);
        return first > last
            ? (null, new("badArgument", "from lies after until."))
            : (request with { From = first, Until = last }, null);
    }

    private static DateTime? Instant(string? text) => text is null ? null : OaiNames.Read(text, text.Length == 10 ? "yyyy-MM-dd" : OaiNames.SecondForm);

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(@"^([A-Za-z0-9\-_\.!~\*'\(\)])+(:[A-Za-z0-9\-_\.!~\*'\(\)]+)*$")]
    private static partial Regex SetSpec();
}
