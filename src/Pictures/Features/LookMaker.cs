using Microsoft.Extensions.Logging;
using Zhishu.Records;

namespace Zhishu.Pictures.Features;

/// <summary>
/// Says what pictures look like, one after another. The network takes a quarter of a gigabyte: it is loaded when it is needed and let go when nobody has needed it for
/// some minutes. Where it cannot be loaded, pictures cannot be searched, and everything else goes on.
/// </summary>
internal sealed class LookMaker(ILogger<LookMaker> log, string? folder = null) : IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);
    private readonly string _folder = folder ?? Path.Combine(AppContext.BaseDirectory, "models");
    private readonly SemaphoreSlim _one = new(1);
    private ResNet? _net;
    private Timer? _letGo;
    private volatile bool _broken;

    /// <summary>Whether pictures can be looked at; false once the network could not be loaded.</summary>
    public bool Works => !_broken && File.Exists(Path.Combine(_folder, "ResNet18.onnx"));

    /// <summary>Whether the network is in memory.</summary>
    public bool IsLoaded => _net is not null;

    /// <summary>What a picture looks like; null when the network cannot be loaded.</summary>
    public async Task<Look?> LookAsync(MediaBitmap picture, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            return Net() is { } net ? await Task.Run(() => Of(picture, net.See, ct), ct) : null;
        }
        finally
        {
            _letGo?.Change(Idle, Timeout.InfiniteTimeSpan);
            _one.Release();
        }
    }

    /// <summary>Lets the network go now.</summary>
    public void LetGo()
    {
        if (!_one.Wait(0))
            return;
        try
        {
            _net?.Dispose();
            _net = null;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _letGo?.Dispose();
        _net?.Dispose();
        _one.Dispose();
    }

    /// <summary>The look of a picture by a network.</summary>
    internal static Look Of(MediaBitmap picture, Func<Ink, float[]> see, CancellationToken ct)
    {
        var all = Ink.Of(picture);
        var colours = Colours.Of(picture, all);
        var box = all.Content();
        if (all.Values.Sum() < 4 || box.Width < 2 || box.Height < 2)
            return new([], colours);
        var whole = all.Cut(box);
        var views = new List<View>();
        foreach (var (ink, isPart) in whole.Parts().Select(part => (whole.Cut(part), true)).Prepend((whole, false)))
        {
            ct.ThrowIfCancellationRequested();
            views.Add(View.Of([.. see(ink).Select(value => MathF.Sqrt(MathF.Max(0, value)))], Shape.Of(ink), isPart));
        }

        return new(views, colours);
    }

    private ResNet? Net()
    {
        if (_net is not null || _broken)
            return _net;
        try
        {
            _net = new(_folder);
            _letGo ??= new(_ => LetGo());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A library of the system that is missing, a processor it was not built for, files that were not copied.
            _broken = true;
            log.LogError(e, "Pictures cannot be searched on this machine: the model for pictures cannot be loaded");
        }

        return _net;
    }
}
