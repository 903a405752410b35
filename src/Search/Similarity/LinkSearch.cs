using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Postgres;
using Zhishu.Search.Query;

namespace Zhishu.Search.Similarity;

/// <summary>Citations and families are asked by any number of a document: the other numbers under which it is cited, what it cites, and what its family has in common are looked up first.</summary>
internal sealed class LinkSearch(RecordStore records)
{
    private const int MostRecords = 500;
    private const int Portion = 100;

    public async Task<QueryNode> ResolveAsync(QueryNode query, CancellationToken ct)
    {
        var asked = QueryRewrite.Parts(query).OfType<QueryNode.Linked>().ToList();
        if (asked.Count == 0)
            return query;
        var held = await records.LookUpAsync([.. asked.SelectMany(linked => linked.Normals).Distinct()], ct);
        var ids = held.Values.SelectMany(found => found).Distinct().ToList();
        if (ids.Count > MostRecords)
            throw TooCostlyException.Question();
        var known = new Dictionary<Guid, IpRecord>();
        foreach (var portion in ids.Chunk(Portion))
        {
            foreach (var stored in await records.GetAsync(portion, ct))
                known[stored.Id] = stored.Record;
        }

        return QueryRewrite.With(query, part => part is not QueryNode.Linked linked ? null
            : Write(linked, [.. linked.Normals.SelectMany(normal => held.GetValueOrDefault(normal) ?? []).Distinct().Where(known.ContainsKey).Select(id => known[id])]));
    }

    private static QueryNode Write(QueryNode.Linked linked, List<IpRecord> found)
    {
        List<string> own = [.. linked.Normals.Select(normal => EntryMore.WithoutKind(normal) ?? normal).Concat(found.SelectMany(CitedAs)).Distinct()];
        switch (linked.Field)
        {
            case QueryField.Citing:
                return new QueryNode.Number(QueryField.Citing, own);
            case QueryField.CitedBy:
                var cited = found.SelectMany(record => record.Citations.Where(citation => citation.Patent))
                    .Select(citation => EntryMore.WithoutKind(citation.Text)).OfType<string>().Distinct().ToList();
                return cited.Count == 0 ? new QueryNode.Records([]) : new QueryNode.Number(QueryField.Any, cited);
            default:
                var keys = found.Select(RecordFamily.KeyOf).OfType<string>().Select(key => "=" + key);
                var listed = found.SelectMany(record => record.Family).Select(number => EntryMore.WithoutKind(number) ?? number);
                List<string> members = [.. own.Concat(listed).Distinct()];
                return new QueryNode.Or([new QueryNode.Number(QueryField.Family, [.. members.Concat(keys).Distinct()]), new QueryNode.Number(QueryField.Any, members)]);
        }
    }

    // The numbers under which others cite a record, without kind codes.
    private static IEnumerable<string> CitedAs(IpRecord record) =>
        record.Publications.Select(publication => publication.Number).Append(record.Number).Select(EntryMore.WithoutKind).OfType<string>();
}
