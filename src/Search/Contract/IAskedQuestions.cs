using Microsoft.AspNetCore.Http;

namespace Zhishu.Search;

/// <summary>A question that was asked, with its number.</summary>
/// <param name="Number">Number within the round, from 1.</param>
/// <param name="Address">The question, from ? on.</param>
/// <param name="Typed">The query as it was typed; empty when only filters were chosen.</param>
/// <param name="Total">How many records it found then; null when it has not been asked yet.</param>
/// <param name="AskedAt">When it was last asked, UTC.</param>
public sealed record AskedQuestion(int Number, string Address, string Typed, long? Total, DateTime AskedAt);

/// <summary>Remembers what a visitor asks, so that questions can be built on earlier ones by their numbers.</summary>
public interface IAskedQuestions
{
    /// <summary>The questions of the present round, the first first; empty for somebody who has asked nothing.</summary>
    Task<IReadOnlyList<AskedQuestion>> RoundAsync(HttpContext context, CancellationToken ct);

    /// <summary>Remembers a question; one that stands in the round keeps its number.</summary>
    /// <returns>The round with it; unchanged when no more is remembered for now.</returns>
    Task<IReadOnlyList<AskedQuestion>> NoteAsync(HttpContext context, SearchQuestion question, string typed, long? total, CancellationToken ct);
}
