using FsCheck;
using FsCheck.Fluent;

namespace Zhishu.Tests;

/// <summary>Generators of input that nobody would write on purpose.</summary>
internal static class Fuzz
{
    private const string Nasty = "CN2022ZL.0X<>&\"'\\()[]{}=，。（）“”：％_%*?\0\u0001\u200B\uFEFF\uFFFE\uFFFF\uD83D\uDE00\uD800\uDC00锂电池１２Ａａ\t\r\n -/AND OR NOT 与或非TI";

    public static Gen<string> Texts(string alphabet) =>
        Gen.Elements(alphabet.ToCharArray()).ArrayOf().Select(chars => new string(chars));

    /// <summary>Mostly nasty characters, some of any kind.</summary>
    public static Gen<string> AnyText { get; } =
        Gen.Frequency((5, Gen.Elements(Nasty.ToCharArray())), (1, Gen.Choose(0, char.MaxValue).Select(code => (char)code))).ArrayOf().Select(chars => new string(chars));

    /// <summary>A copy of bytes with some of them changed, taken out, doubled or cut off.</summary>
    public static byte[] Damage(byte[] bytes, Random random)
    {
        var damaged = bytes.ToList();
        for (var i = random.Next(1, 12); i > 0 && damaged.Count > 1; i--)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(6))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged.RemoveAt(at);
                    break;
                case 2:
                    damaged.InsertRange(at, damaged.Skip(at).Take(random.Next(1, 200)).ToArray());
                    break;
                case 3:
                    damaged.RemoveRange(at, Math.Min(random.Next(1, 400), damaged.Count - at));
                    break;
                case 4:
                    damaged[at] = "\"<>,;\0\n\r&"u8.ToArray()[random.Next(9)];
                    break;
                default:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
            }
        }

        return [.. damaged];
    }
}
