using System.Diagnostics.Metrics;

namespace Zhishu.Foundation;

/// <summary>The hub's own figures for operators; what collects them listens to the meter <c>Zhishu</c>.</summary>
public static class HubMeters
{
    /// <summary>The meter.</summary>
    public static Meter Own { get; } = new("Zhishu");

    /// <summary>Seconds that a search took, tagged with <c>engine</c>: <c>index</c> or <c>postgres</c>.</summary>
    public static Histogram<double> Search { get; } = Own.CreateHistogram<double>("zhishu.search.duration", "s", "How long a search took");
}
