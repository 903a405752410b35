using Zhishu.Records;

namespace Zhishu.Tests.Records;

public sealed class ReferenceTests
{
    private static ReferenceData Data => TestHub.Reference;

    [Fact]
    public void The_IPC_is_complete_down_to_subclasses_in_both_languages()
    {
        Assert.Equal((8, 132, 651), (Data.Ipc.All.Count(node => node.Code.Length == 1), Data.Ipc.All.Count(node => node.Code.Length == 3), Data.Ipc.All.Count(node => node.Code.Length == 4)));
        Assert.All(Data.Ipc.All, node => Assert.True(node.Title.Zh.Any(c => c >= '\u4E00') && node.Title.En.Any(char.IsAsciiLetter), node.Code));
        Assert.Equal(["H", "H01", "H01M"], Data.Ipc.PathTo("H01M").Select(node => node.Code));
    }

    [Fact]
    public void Nice_has_45_classes_and_Locarno_32()
    {
        Assert.Equal((45, 32), (Data.Nice.Count, Data.Locarno.Count));
        Assert.All(Data.Nice.All.Concat(Data.Locarno.All), node => Assert.True(node.Title.Zh.Length > 0 && node.Title.En.Length > 0, node.Code));
    }

    [Fact]
    public void Every_code_hangs_below_one_that_exists()
    {
        foreach (var tree in Data.Trees)
            Assert.All(tree.All, node => Assert.True(node.Parent is null || tree.Find(node.Parent) is not null, $"{tree.Name} {node.Code}"));
        Assert.Equal(34, Data.Regions.Below("").Count());
        Assert.Equal((20, 97, 473), (Data.Industries.Below("").Count(), Data.Industries.All.Count(node => node.Code.Length == 2), Data.Industries.All.Count(node => node.Code.Length == 3)));
    }

    [Theory]
    [InlineData("41", "450000 河南省郑州市郑东新区中道东路6号", "4101")]
    [InlineData(null, "吉林省吉林市船营区", "220204")]
    [InlineData(null, "北京市海淀区中关村", "110108")]
    [InlineData("44", "广东省深圳市南山区科技园", "440305")]
    [InlineData(null, "某处", null)]
    public void An_address_is_placed_as_deep_as_it_tells(string? province, string address, string? code) =>
        Assert.Equal(code, new RegionFinder(Data.Regions).Find(province, address));
}
