using System.Diagnostics;
using Zhishu.Foundation;

namespace Zhishu.App.Commands;

/// <summary>A line on the terminal that shows how far a command is, its rate and the time left; into a file it writes now and then.</summary>
internal sealed class ProgressLine(string unit) : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan IntoFile = TimeSpan.FromSeconds(10);

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Lock _lock = new();
    private long _last;

    /// <param name="done">Units done.</param>
    /// <param name="fraction">How much of the whole that is, 0 to 1; null when unknown.</param>
    public void Show(long done, double? fraction)
    {
        lock (_lock)
        {
            var elapsed = Stopwatch.GetElapsedTime(_start);
            if (_last != 0 && Stopwatch.GetElapsedTime(_last) < (_terminal ? OnTerminal : IntoFile))
                return;
            _last = Stopwatch.GetTimestamp();
            var rate = done / Math.Max(0.001, elapsed.TotalSeconds);
            var text = $"{done:N0} {unit}  {rate:N0}/s";
            if (fraction is > 0 and <= 1 and var part)
            {
                var left = TimeSpan.FromSeconds(elapsed.TotalSeconds * (1 - part) / part);
                var filled = (int)(BarWidth * part);
                text = $"[{new string('█', filled)}{new string('░', BarWidth - filled)}] {part:P0}  {text}  {Lang.T("剩余")} {left:hh\\:mm\\:ss}";
            }

            Console.Error.Write(_terminal ? $"\r\u001b[K{text}" : text + "\n");
        }
    }

    public void Dispose()
    {
        if (_terminal && _last != 0)
            Console.Error.Write("\r\u001b[K");
    }
}

/// <summary>Reports on the thread that reports: <see cref="Progress{T}"/> would let the order slip.</summary>
internal sealed class Report<T>(Action<T> show) : IProgress<T>
{
    void IProgress<T>.Report(T value) => show(value);
}
