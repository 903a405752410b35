using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Zhishu.Pictures.Features;
using Zhishu.Pictures.Set;

namespace Zhishu.Tests.Pictures;

/// <summary>The search among looks is exact: whatever the processor offers, it gives what a plain loop gives.</summary>
public sealed class VectorTests
{
    private static Look RandomLook(Random random, int views = 0)
    {
        return new([.. Enumerable.Range(0, views > 0 ? views : 1 + random.Next(3)).Select(at =>
        {
            var numbers = new sbyte[View.Length];
            for (var i = 0; i < numbers.Length; i++)
                numbers[i] = (sbyte)random.Next(-127, 128);
            return new View(numbers, (float)(random.NextDouble() / 1500), at > 0);
        })], new byte[Colours.Count]);
    }

    private static int Plain(sbyte[] a, sbyte[] b) => a.Zip(b, (one, other) => one * other).Sum();

    [Fact]
    public void Every_way_of_multiplying_gives_the_plain_product()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var length = 32 * (1 + random.Next(24));
            var (a, b) = (new sbyte[length], new sbyte[length]);
            for (var i = 0; i < length; i++)
                (a[i], b[i]) = round < 2 ? ((sbyte)127, (sbyte)(round == 0 ? 127 : -127)) : ((sbyte)random.Next(-127, 128), (sbyte)random.Next(-127, 128));
            var wide = VectorScan.Widen(a);
            Assert.Equal(Plain(a, b), VectorScan.Product(wide, b));
            Assert.Equal(Plain(a, b), VectorScan.By128(ref MemoryMarshal.GetArrayDataReference(wide), ref MemoryMarshal.GetArrayDataReference(b), length));
            if (Avx2.IsSupported)
                Assert.Equal(Plain(a, b), VectorScan.By256(ref MemoryMarshal.GetArrayDataReference(wide), ref MemoryMarshal.GetArrayDataReference(b), length));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_most_alike_are_those_of_a_plain_loop_over_all(int seed)
    {
        var random = new Random(seed);
        var (set, looks) = (new VectorSet(), new List<Look>());
        for (var i = 0; i < 3000; i++)
        {
            // Some look exactly like others: those stand in the order in which they were added.
            looks.Add(i > 10 && random.Next(8) == 0 ? looks[random.Next(looks.Count)] : RandomLook(random));
            set.Add(looks[i]);
        }

        Assert.Equal((3000, looks.Sum(look => look.Views.Count)), (set.Count, set.Views));
        var asked = seed == 3 ? looks[77] : RandomLook(random, 2);
        float Score(Look other) => asked.Views.SelectMany(mine => other.Views.Select(its => (Plain(mine.Numbers, its.Numbers) * mine.Scale * its.Scale)
            - (mine.IsPart ? View.PartCosts : 0) - (its.IsPart ? View.PartCosts : 0))).Max();
        bool IsAllowed(int at) => at % 3 != seed % 3;
        var expected = Enumerable.Range(0, looks.Count).Where(IsAllowed).Select(at => (At: at, Score: Score(looks[at]))).OrderByDescending(one => one.Score).ThenBy(one => one.At).Take(50).ToList();
        var found = set.Find(asked, IsAllowed, 50, -9, CancellationToken.None);
        Assert.Equal(expected, found.Select(likeness => (likeness.Picture, likeness.Score)));

        var least = expected[20].Score;
        Assert.Equal(expected.Where(one => one.Score >= least), set.Find(asked, IsAllowed, 50, least, CancellationToken.None).Select(likeness => (likeness.Picture, likeness.Score)));
        Assert.Empty(set.Find(asked, _ => false, 50, -9, CancellationToken.None));
    }

    [Fact]
    public void A_look_is_read_as_it_was_written_and_nothing_else_is()
    {
        var random = new Random(9);
        var look = RandomLook(random, 3);
        var read = Look.Read(look.ToBytes())!;
        Assert.Equal(look.Colours, read.Colours);
        Assert.Equal(look.Views.Select(view => (view.Scale, view.IsPart)), read.Views.Select(view => (view.Scale, view.IsPart)));
        Assert.All(look.Views.Zip(read.Views), pair => Assert.Equal(pair.First.Numbers, pair.Second.Numbers));
        Assert.Null(Look.Read([]));
        Assert.Null(Look.Read(new byte[100]));
        Assert.Null(Look.Read(RandomLook(random, 3).ToBytes().Concat(new byte[View.Bytes]).ToArray()));
        var broken = look.ToBytes();
        BitConverter.TryWriteBytes(broken.AsSpan(Colours.Count), float.NaN);
        Assert.Null(Look.Read(broken));
    }
}
