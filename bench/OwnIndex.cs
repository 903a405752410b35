using System.Diagnostics;
using System.Globalization;
using Zhishu.Index;

namespace Zhishu.Bench;

/// <summary>Our index over the lines of <see cref="IndexCorpus"/>, asked the same questions as the peer.</summary>
internal static class OwnIndex
{
    private const int Top = 20;
    private static readonly string[] Names = ["title", "abstract", "applicant", "ipc", "region", "year", "status", "inventor", "symbol", "day", "description"];
    private static readonly int[] Facets = [2, 3, 4, 5, 6];

    public static IndexSchema Schema { get; } = new(
        [.. Names.Select((name, i) => new IndexField(name, i < 2 ? FieldKind.Text : i < 7 ? FieldKind.Facet : i < 9 ? FieldKind.Keyword : i == 9 ? FieldKind.Number : FieldKind.Text))], "day");

    public static (double Seconds, double MergedSeconds, long Bytes) Build(string corpus, string folder)
    {
        var watch = Stopwatch.StartNew();
        using var store = IndexStore.Create(folder, Schema, memory: 64 << 20);
        foreach (var line in File.ReadLines(corpus))
            Add(store, line);
        store.FinishMerges();
        var plain = watch.Elapsed.TotalSeconds;
        store.FinishMerges(whole: true);
        return (plain, watch.Elapsed.TotalSeconds, store.Bytes);
    }

    public static void Add(IndexStore store, string line, bool replace = false)
    {
        var cells = line.Split('\t');
        var key = new Guid(int.Parse(cells[0], CultureInfo.InvariantCulture), 0, 7, 1, 2, 3, 4, 5, 6, 7, 8);
        if (replace)
            store.Replace(key, Fill);
        else
            store.Add(key, Fill);

        void Fill(DocumentWriter writer)
        {
            Text(writer, 0, cells[1]);
            Text(writer, 1, cells[2]);
            Values(writer, 2, cells[3]);
            Values(writer, 3, cells[4]);
            Values(writer, 4, cells[5]);
            Values(writer, 5, cells[7]);
            Values(writer, 6, cells[8]);
            Values(writer, 7, cells[9]);
            Values(writer, 8, cells[10]);
            writer.Number(9, int.Parse(cells[11], CultureInfo.InvariantCulture));
            if (cells.Length > 12)
                Text(writer, 10, cells[12]);
        }
    }

    /// <summary>Answers a question: total, the page, and the facets when they are asked for.</summary>
    public static long Ask(IndexReader reader, string mode, string question)
    {
        var texts = new List<Query.Text>();
        var query = Parse(question, texts);
        using var hits = reader.Find(query);
        if (mode == "facets")
        {
            foreach (var facet in Facets)
                hits.Facet(facet, Top);
        }

        var total = hits.Count;
        _ = mode == "date" || texts.Count == 0 ? hits.Top(0, Top) : hits.Best(new([.. texts.Select(text => new RankClause([new(text)]))]), 0, Top);
        return total;
    }

    private static void Values(DocumentWriter writer, int field, string values)
    {
        foreach (var value in values.Split(';'))
            writer.Keyword(field, value);
    }

    private static void Text(DocumentWriter writer, int field, string normal) => Search.Replica.EntryTerms.WriteText(writer, field, normal);

    private static Query.AnyOf Joined(List<Query.Text> texts) => new(texts[0].Field, texts);

    private static Query Parse(string question, List<Query.Text> texts)
    {
        var stack = new Stack<Query>();
        foreach (var token in question.Split(' '))
        {
            var parts = token.Split(':');
            switch (parts[0])
            {
                case "*":
                    stack.Push(new Query.All());
                    break;
                case "T":
                    var text = new Query.Phrase(Array.IndexOf(Names, parts[1]), [.. Search.Replica.EntryTerms.Pairs(parts[2])], 2);
                    texts.Add(text);
                    stack.Push(text);
                    break;
                case "V":
                    stack.Push(new Query.Values(Array.IndexOf(Names, parts[1]), [parts[2]]));
                    break;
                case "X":
                    stack.Push(new Query.ValuePrefix(Array.IndexOf(Names, parts[1]), parts[2]));
                    break;
                case "R":
                    stack.Push(new Query.Range(Array.IndexOf(Names, parts[1]), long.Parse(parts[2], CultureInfo.InvariantCulture), long.Parse(parts[3], CultureInfo.InvariantCulture)));
                    break;
                case "O":
                    stack.Push(Joined(Enumerable.Range(0, int.Parse(parts[1], CultureInfo.InvariantCulture)).Select(_ => (Query.Text)stack.Pop()).Reverse().ToList()));
                    break;
                case "N":
                    var (right, left) = ((Query.Text)stack.Pop(), (Query.Text)stack.Pop());
                    stack.Push(new Query.Near(left.Field, left, right, int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2] == "1"));
                    break;
                case "!":
                    var not = stack.Pop();
                    if (not is Query.Text unwanted)
                        texts.Remove(unwanted);
                    stack.Push(new Query.And([stack.Pop(), new Query.Not(not)]));
                    break;
                default:
                    var all = Enumerable.Range(0, int.Parse(parts[1], CultureInfo.InvariantCulture)).Select(_ => stack.Pop()).ToList();
                    stack.Push(parts[0] == "|" ? new Query.Or(all) : new Query.And(all));
                    break;
            }
        }

        return stack.Pop();
    }
}
