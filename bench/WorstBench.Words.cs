namespace Zhishu.Bench;

/// <summary>Words that many records hold, and truncations that reach far, for the search for the dearest request.</summary>
internal static partial class WorstBench
{
    private static string Frequent(Random random) => new[] { "装置", "方法", "一种", "包括", "设置于", "连接", "并通过", "用于", "所述", "进一步", "其中", "以及", "从而提高", "有效降低", "本发明", "公开", "表面" }[random.Next(17)];

    private static string Truncation(Random random) => new[]
    {
        "TI=*置", "TI=装*", "AB=所*", "AB=*明", "AB=?步", "AB=*一*", "PA=*公司", "PA=北京*", "IN=发明人*", "IC=A*", "IC=G06*", "AN=CN2015*", "PN=CN1*",
    }[random.Next(13)];
}
