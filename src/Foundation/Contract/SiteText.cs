using System.Data.Common;
using System.Text;
using Dapper;
using Microsoft.Extensions.Options;

namespace Zhishu.Foundation;

/// <summary>A page that can be found by its words.</summary>
/// <param name="Kind">Kind, such as <c>answer</c>, <c>resource</c> or <c>event</c>.</param>
/// <param name="Id">Identity within the kind.</param>
/// <param name="Title">Title.</param>
/// <param name="Body">Text to search, without marks.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Region">Region code, or null.</param>
/// <param name="Group">A part of the kind to narrow to, or null.</param>
public sealed record SiteEntry(string Kind, Guid Id, string Title, string Body, string Url, string? Region = null, string? Group = null);

/// <summary>A page found.</summary>
public sealed record SiteHit
{
    /// <summary>Kind.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Identity.</summary>
    public Guid Id { get; init; }

    /// <summary>Title.</summary>
    public string Title { get; init; } = "";

    /// <summary>Beginning of the text.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Where it is.</summary>
    public string Url { get; init; } = "";

    /// <summary>How much of the question it holds, 0 to 1.</summary>
    public double Coverage { get; init; }

    /// <summary>How many pages were found in all.</summary>
    public long Total { get; init; }
}

/// <summary>
/// Finds what the hub publishes besides records: answers, resources, events. Texts are kept as words and pairs of CJK characters,
/// a pair of a title weighs more than one of the text; a question finds pages that hold enough of it.
/// </summary>
public sealed class SiteText(HubDatabase database, IOptions<HubOptions> options)
{
    /// <summary>Coverage asked of pages when people search.</summary>
    public const double Search = 0.6;

    /// <summary>Coverage asked of pages that are suggested to a question in whole sentences.</summary>
    public const double Suggest = 0.3;

    private const int LongestQuestion = 500;
    private const int LongestBody = 50_000;
    private const int SummaryLength = 160;

    // Words that every question has and that tell nothing about it.
    private static readonly string[] Idle =
        ["什么", "怎么", "怎样", "如何", "哪里", "哪些", "哪个", "请问", "请教", "多少", "多久", "多长", "是否", "可以", "能否", "能不能", "我们", "我想", "想问", "问一下", "一下", "您好", "你好", "谢谢",
        "需要", "应该", "有没有", "为什么", "的", "了", "吗", "呢"];

    private readonly Lazy<CharacterTable> _table = new(() => CharacterTable.Load(options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data")));

    /// <summary>Makes a page findable, or changes what is known of it; in the caller's transaction.</summary>
    public Task PutAsync(DbTransaction transaction, SiteEntry entry, DateTimeOffset at, CancellationToken ct)
    {
        var body = entry.Body.Length > LongestBody ? entry.Body[..LongestBody] : entry.Body;
        var summary = body.ReplaceLineEndings(" ");
        return transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into foundation.site_text (kind, id, title, summary, url, region, part, at, tokens) values (@Kind, @Id, @Title, @summary, @Url, @Region, @Group, @at, cast(@tokens as tsvector))
            on conflict (kind, id) do update set title = excluded.title, summary = excluded.summary, url = excluded.url, region = excluded.region,
              part = excluded.part, at = excluded.at, tokens = excluded.tokens
            """, new
        {
            entry.Kind,
            entry.Id,
            entry.Title,
            summary = summary.Length > SummaryLength
            ? SafeText.Clean(summary[..SummaryLength]) + "…" : summary,
            entry.Url,
            entry.Region,
            entry.Group,
            at,
            tokens = Vector(entry.Title, body)
        }, transaction, cancellationToken: ct));
    }

    /// <summary>Makes a page unfindable.</summary>
    public Task RemoveAsync(DbTransaction transaction, string kind, Guid id, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        "delete from foundation.site_text where kind = @kind and id = @id", new { kind, id }, transaction, cancellationToken: ct));

    /// <summary>The pages of some kinds that hold enough of a question, the best first. A question without words finds nothing.</summary>
    /// <param name="question">As typed.</param>
    /// <param name="kinds">Kinds.</param>
    /// <param name="coverage">Least coverage, 0 to 1.</param>
    /// <param name="skip">Pages to leave out.</param>
    /// <param name="size">Most pages.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<SiteHit>> FindAsync(string question, string[] kinds, double coverage, int skip, int size, CancellationToken ct)
    {
        var words = Words(question);
        if (words.Length == 0)
            return [];
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<SiteHit>(new CommandDefinition("""
            select kind, id, title, summary, url, coverage, count(*) over () as Total from (
              select site_text.*, (select count(*) from unnest(@words) word where tokens @@ cast(quote_literal(word) as tsquery))::float8 / cardinality(@words) as coverage
              from foundation.site_text where kind = any(@kinds) and tokens @@ cast(@any as tsquery)) found
            where coverage >= @coverage
            order by coverage desc, ts_rank('{0.1, 0.1, 0.2, 1}', tokens, cast(@any as tsquery)) desc, at desc, id offset @skip limit @size
            """, new { words, kinds, any = string.Join(" | ", words.Select(word => $"'{word}'")), coverage, skip, size }, cancellationToken: ct))];
    }

    /// <summary>How much of a question a text holds, 0 to 1; for texts that are not kept here.</summary>
    public double Coverage(string question, string text)
    {
        var (words, held) = (Words(question), Tokens(SafeText.Narrow(text)).ToHashSet());
        return words.Length == 0 ? 0 : (double)words.Count(held.Contains) / words.Length;
    }

    /// <summary>The words and pairs of a question that tell something about it; letters and digits only, so they need no quoting.</summary>
    internal string[] Words(string question)
    {
        var text = SafeText.Narrow(question.Length > LongestQuestion ? question[..LongestQuestion] : question);
        var telling = Idle.Aggregate(text, (left, idle) => left.Replace(idle, " ", StringComparison.Ordinal));
        var words = Tokens(telling).Distinct().ToArray();
        return words.Length > 0 ? words : [.. Tokens(text).Distinct()];
    }

    private string Vector(string title, string body)
    {
        // Places of a text search vector end at 16383 and one lexeme has at most 256; the weight A is that of titles.
        var places = new Dictionary<string, string>();
        foreach (var token in Tokens(body))
            places.TryAdd(token, $"'{token}':2C");
        foreach (var token in Tokens(title))
            places[token] = $"'{token}':1A";
        return string.Join(' ', places.Values);
    }

    private IEnumerable<string> Tokens(string text)
    {
        var (run, piece, last) = (new List<string>(), new StringBuilder(), CharClass.Break);
        for (var i = 0; i < text.Length;)
        {
            piece.Clear();
            i += _table.Value.Append(text, i, piece, out var kind);
            if (kind != last)
            {
                foreach (var token in Flush(run, last))
                    yield return token;
                run.Clear();
            }

            last = kind;
            if (kind >= CharClass.Word)
                run.AddRange(piece.ToString().EnumerateRunes().Select(rune => rune.ToString()));
        }

        foreach (var token in Flush(run, last))
            yield return token;
    }

    private static IEnumerable<string> Flush(List<string> run, CharClass kind)
    {
        if (kind == CharClass.Word && run.Count is > 0 and <= 60)
            yield return string.Concat(run);
        else if (kind == CharClass.Cjk && run.Count == 1)
            yield return run[0];
        for (var i = 0; kind == CharClass.Cjk && i + 1 < run.Count; i++)
            yield return run[i] + run[i + 1];
    }
}
