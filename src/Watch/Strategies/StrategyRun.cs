using Microsoft.AspNetCore.Http;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;

namespace Zhishu.Watch.Strategies;

/// <summary>What a line found, or why it could not be run.</summary>
/// <param name="Total">How many records; null without a question or with a fault.</param>
/// <param name="Fault">What is wrong, or null.</param>
/// <param name="Link">The results; null where there are none.</param>
internal sealed record LineResult(long? Total, string? Fault, string? Link);

/// <summary>What the hub held when a strategy was run.</summary>
/// <param name="ByKind">Records of each kind.</param>
/// <param name="Synthetic">How many of them are demo data.</param>
/// <param name="Sequence">The last change that the search knew.</param>
/// <param name="At">The moment.</param>
internal sealed record DatabaseState(IReadOnlyDictionary<RecordKind, long> ByKind, long Synthetic, long Sequence, DateTimeOffset At)
{
    /// <summary>All but the moment in words.</summary>
    public string InWords => string.Join(Lang.T("，"), ByKind.Where(pair => pair.Value > 0).Select(pair => $"{pair.Key.Label()} {pair.Value:N0}"))
        + (Synthetic > 0 ? Lang.T($"；其中示例数据 {Synthetic:N0} 条") : "") + Lang.T($"；检索数据到第 {Sequence:N0} 次变更");
}

/// <summary>Runs the lines of a strategy, each built on those above it.</summary>
internal sealed class StrategyRun(SearchQuestions questions, KeptQuestions kept, ISearchEngine engine, RecordStore records, TimeProvider clock)
{
    public async Task<IReadOnlyList<LineResult>> RunAsync(IReadOnlyList<StrategyLine> lines, HttpContext context, CancellationToken ct)
    {
        var (results, numbers) = (new List<LineResult>(), new Dictionary<int, string>());
        foreach (var (i, line) in lines.Index())
        {
            if (line.Query.Length == 0)
            {
                results.Add(new(null, null, null));
                continue;
            }

            var (question, builtOn, fault) = await questions.ReadAsync(line.Address, numbers, ct);
            if (question is null)
            {
                results.Add(new(null, fault!.Position > 0 ? Lang.T($"第 {fault.Position + 1} 个字符处：{fault.Message}") : fault.Message.ToString(), null));
                continue;
            }

            try
            {
                foreach (var address in builtOn)
                    await kept.KeepAsync(address, Origin.Of(context), ct);
                var total = (await engine.FindAsync(question.Request with { Size = 0, Facets = [] }, ct)).Total;
                results.Add(new(total, null, await LinkAsync(question, context, ct)));
                numbers[i + 1] = question.Plain;
            }
            catch (TooCostlyException e)
            {
                results.Add(new(null, e.Text.ToString(), null));
            }
        }

        return results;
    }

    public async Task<DatabaseState> StateAsync(CancellationToken ct)
    {
        var (byKind, synthetic) = await records.CountAsync(ct);
        return new(byKind, synthetic, await engine.IndexedAsync(ct), clock.GetUtcNow());
    }

    // What is too long for an address is kept under a key.
    private async Task<string> LinkAsync(SearchQuestion question, HttpContext context, CancellationToken ct) =>
        question.Plain.Length <= LongestLink ? "/search" + question.Plain : "/search" + SearchQuestions.AddressOf("#" + await kept.KeepAsync(question.Plain, Origin.Of(context), ct));

    private const int LongestLink = 4000;
}
