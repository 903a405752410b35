namespace Zhishu.Foundation;

/// <summary>What a visitor asked for costs more than one request may. It is answered with 422 and the words given; nothing is wrong with the hub.</summary>
/// <param name="text">What to do instead, for people.</param>
/// <param name="cause">Where it was noticed, or null.</param>
public sealed class TooCostlyException(Bilingual text, Exception? cause = null) : Exception(text.En, cause)
{
    /// <summary>What to do instead.</summary>
    public Bilingual Text { get; } = text;

    /// <summary>A question over the records that is too broad.</summary>
    public static TooCostlyException Question(Exception? cause = null) => new(
        new(
            "这个检索式过于宽泛，计算量超过限度，已停止。请减少 * 和 ? 截词，写长一些的词，或加上申请人、分类号、日期等条件。",
            "This question is too broad and was stopped. Use fewer * and ?, longer words, or add an applicant, a class or dates."),
        cause);
}
