using System.Text;

namespace Zhishu.Index.Counting;

/// <summary>Compares texts by their code points, as their UTF-8 bytes compare.</summary>
internal sealed class CodePointOrder : IComparer<string?>
{
    public static CodePointOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var order = string.CompareOrdinal(x, y);
        return order == 0 || (!x.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !y.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            ? order
            : Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
