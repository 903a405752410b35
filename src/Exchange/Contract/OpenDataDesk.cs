using Zhishu.Exchange.OpenData;

namespace Zhishu.Exchange;

/// <summary>What the shell and administrators do with the files of open data.</summary>
public sealed class OpenDataDesk
{
    private readonly DumpStore _dumps;
    private readonly DumpBuilder _builder;

    internal OpenDataDesk(DumpStore dumps, DumpBuilder builder) => (_dumps, _builder) = (dumps, builder);

    /// <summary>Asks the hub to build all files anew; it begins within a minute.</summary>
    public Task AskAsync(CancellationToken ct) => _dumps.AskAsync(ct);

    /// <summary>Builds all files anew in this process.</summary>
    /// <returns>How many; 0 while another process builds, which does so again afterwards.</returns>
    public async Task<int> BuildAsync(CancellationToken ct)
    {
        await _dumps.AskAsync(ct);
        return await _builder.RunAsync(ct);
    }
}
