using Zhishu.Foundation;

namespace Zhishu.App.Portal;

/// <summary>What is new in the modules, asked for again every half minute: the start page is asked for most.</summary>
internal sealed class HomeNews(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    public const int Most = 6;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _one = new(1);
    private (IReadOnlyList<HomeItem> Items, DateTimeOffset At)? _known;

    public async Task<IReadOnlyList<HomeItem>> ReadAsync(CancellationToken ct)
    {
        if (_known is { } known && clock.GetUtcNow() - known.At < Fresh && clock.GetUtcNow() >= known.At)
            return known.Items;
        await _one.WaitAsync(ct);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var items = new List<HomeItem>();
            foreach (var module in scope.ServiceProvider.GetServices<IHomeItems>())
                items.AddRange(await module.ReadAsync(Most, ct));
            _known = (items, clock.GetUtcNow());
            return items;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
