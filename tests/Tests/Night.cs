namespace Zhishu.Tests;

/// <summary>In the night (ZHISHU_NIGHTLY=1) tests may take hours: more kills, more seeds, longer troubles.</summary>
internal static class Night
{
    public static bool IsNow { get; } = Environment.GetEnvironmentVariable("ZHISHU_NIGHTLY") == "1";
}
