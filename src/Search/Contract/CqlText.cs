using System.Globalization;
using Zhishu.Search.Query;

namespace Zhishu.Search;

/// <summary>Writes a question in CQL, so that another server can be asked it.</summary>
public static class CqlText
{
    /// <summary>Writes a question.</summary>
    /// <param name="node">The question.</param>
    /// <param name="ofHub">Whether the other server is a hub and knows our indexes; otherwise only those of Dublin Core are used.</param>
    /// <returns>The question; null when that server cannot be asked it.</returns>
    public static string? Write(QueryNode node, bool ofHub)
    {
        switch (node)
        {
            case QueryNode.All:
                return "cql.allRecords = 1";
            case QueryNode.And and:
                return And(and.Parts, ofHub);
            case QueryNode.Or or:
                return Join(or.Parts, "or", ofHub);
            case QueryNode.Not not:
                return Write(not.Part, ofHub) is { } part ? $"cql.allRecords = 1 not ({part})" : null;
            case QueryNode.Near near:
                return Side(near.Left, ofHub) is { } left && Side(near.Right, ofHub) is { } right
                    ? $"{left} prox/unit=word/distance<={(near.Distance + 1).ToString(CultureInfo.InvariantCulture)}{(near.Ordered ? "/ordered" : "")} {right}"
                    : null;
            case QueryNode.Text text:
                return Clause(text.Field, text.Value, ofHub);
            case QueryNode.Number number:
                return Many(number.Normals.Select(normal => Clause(number.Field == QueryField.Any ? QueryField.ApplicationNumber : number.Field, number.Prefix ? normal + "*" : normal, ofHub)));
            case QueryNode.Date date:
                return Dated(date, ofHub);
            case QueryNode.Symbol symbol:
                return Many(symbol.Below.Prepend(symbol.Value).Select(value => Clause(symbol.Field, symbol.Prefix ? value + "*" : value, ofHub)));
            case QueryNode.Office office:
                return Many(office.Codes.Select(code => Clause(QueryField.Office, code, ofHub)));
            case QueryNode.Linked linked:
                return Clause(linked.Field, linked.Normals[0], ofHub);
            case QueryNode.NiceClass nice:
                return Clause(QueryField.Nice, nice.Value, ofHub);
            case QueryNode.Region region:
                return Many(region.Codes.Select(code => Clause(QueryField.Region, code, ofHub)));
            case QueryNode.Status status:
                return Clause(QueryField.Status, status.Value.Code(), ofHub);
            case QueryNode.StatusText status:
                return Clause(QueryField.Status, status.Value, ofHub);
            case QueryNode.Type type:
                return Clause(QueryField.Type, type.Code, ofHub);
            case QueryNode.SimilarMark mark:
                return Clause(QueryField.SimilarMark, mark.Name, ofHub);
            case QueryNode.Applicants applicants:
                return Many(applicants.Names.Select(name => Clause(QueryField.Applicant, name, ofHub)));
            case QueryNode.Chosen { Facet: Facet.Kind } chosen:
                return Many(chosen.Values.Select(kind => Clause(QueryField.Type, kind, ofHub)));
            case QueryNode.Chosen { Facet: Facet.Applicant } chosen:
                return Many(chosen.Values.Select(name => Clause(QueryField.Applicant, name, ofHub)));
            default:
                return null;
        }
    }

    // "a not b" is how CQL leaves something out: a part that excludes goes to the end.
    private static string? And(IReadOnlyList<QueryNode> parts, bool ofHub)
    {
        var (kept, left) = (parts.Where(part => part is not QueryNode.Not).ToList(), parts.OfType<QueryNode.Not>().ToList());
        var text = kept.Count == 0 ? "cql.allRecords = 1" : Join(kept, "and", ofHub);
        foreach (var not in left)
        {
            if (text is null || Write(not.Part, ofHub) is not { } part)
                return null;
            text = $"{text} not ({part})";
        }

        return text;
    }

    // Other servers know nearness of words at most.
    private static string? Side(QueryNode side, bool ofHub) => side is QueryNode.Text ? Write(side, ofHub) : ofHub && Write(side, ofHub) is { } inner ? $"({inner})" : null;

    private static string? Join(IReadOnlyList<QueryNode> parts, string with, bool ofHub)
    {
        var written = parts.Select(part => Write(part, ofHub)).ToList();
        return written.Exists(part => part is null) ? null : parts.Count == 1 ? written[0] : string.Join($" {with} ", written.Select(part => $"({part})"));
    }

    private static string? Many(IEnumerable<string?> clauses)
    {
        var all = clauses.ToList();
        return all.Exists(clause => clause is null) ? null : all.Count == 1 ? all[0] : $"({string.Join(" or ", all)})";
    }

    private static string? Dated(QueryNode.Date date, bool ofHub)
    {
        string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (IndexOf(date.Field, ofHub) is not { } index)
            return null;
        return (date.From > DateOnly.MinValue, date.To < DateOnly.MaxValue) switch
        {
            (true, true) => $"{index} within \"{Day(date.From)} {Day(date.To)}\"",
            (true, false) => $"{index} >= \"{Day(date.From)}\"",
            (false, true) => $"{index} <= \"{Day(date.To)}\"",
            _ => "cql.allRecords = 1",
        };
    }

    private static string? Clause(QueryField field, string value, bool ofHub) => IndexOf(field, ofHub) is { } index ? $"{index} = {Quote(value)}" : null;

    private static string Quote(string value) => $"\"{value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string? IndexOf(QueryField field, bool ofHub) => field switch
    {
        QueryField.Any => "cql.anywhere",
        QueryField.Title => "dc.title",
        QueryField.Abstract => "dc.description",
        QueryField.Applicant => "dc.creator",
        QueryField.Inventor => "dc.contributor",
        QueryField.FilingDate => "dc.date",
        QueryField.Classification => "dc.subject",
        QueryField.Region => "dc.coverage",
        QueryField.Type => "dc.type",
        QueryField.ApplicationNumber or QueryField.PublicationNumber when !ofHub => "dc.identifier",
        _ when ofHub => "zhishu." + FieldNames.CodeOf(field).ToLowerInvariant(),
        _ => null,
    };
}
