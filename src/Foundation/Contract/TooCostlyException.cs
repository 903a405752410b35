namespace Zhishu.Foundation;

/// <summary>What a visitor asked for costs more than one request, or one visitor, may. It is answered with the words given; nothing is wrong with the hub.</summary>
/// <param name="text">What to do instead, for people.</param>
/// <param name="cause">Where it was noticed, or null.</param>
public sealed class TooCostlyException(Bilingual text, Exception? cause = null) : Exception(text.En, cause)
{
    /// <summary>What to do instead.</summary>
    public Bilingual Text { get; } = text;

    /// <summary>After how many seconds the same may be asked again; null when it will be refused again.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>A question over the records that is too broad (422).</summary>
    public static TooCostlyException Question(Exception? cause = null) => new(
        new("这个检索式过于宽泛，计算量超过限度，已停止。请减少 * 和 ? 截词，写长一些的词，或加上申请人、分类号、日期等条件。"),
        cause);

    /// <summary>Questions that took too much time together (429).</summary>
    public static TooCostlyException Often(int seconds) => new(new($"您的检索和统计在短时间内占用了较多计算资源，请 {seconds} 秒后再试。登录后额度更高。"))
    { RetryAfter = seconds };
}
