using FsCheck;
using FsCheck.Fluent;
using Zhishu.ServiceDirectory;

namespace Zhishu.Tests.Enquiries;

/// <summary>Who answers: shown for thousands of networks made by chance.</summary>
public sealed class RoutingTests
{
    private static readonly string[] Regions = ["31", "310101", "3205", "320501", "320502", "32", "3301", "33", "11"];
    private static readonly string[] Items = ["basic.enquiry", "special.warning", "special.navigation"];

    private static readonly Gen<Candidate> One =
        from region in Gen.Elements(Regions)
        from rung in Gen.Elements(Enum.GetValues<Rung>())
        from categories in Gen.SubListOf("patent", "trademark", "gi")
        from items in Gen.SubListOf(Items)
        from open in Gen.Choose(0, 3)
        from id in ArbMap.Default.GeneratorFor<Guid>()
        select new Candidate(id, region, rung, [.. categories], [.. items], open);

    private static readonly Gen<(string Region, string Subject, string Item, Candidate[] Network)> Asked =
        from region in Gen.Elements(Regions)
        from subject in Gen.Elements("patent", "trademark", "gi", "other")
        from item in Gen.Elements(Items)
        from network in One.ArrayOf()
        select (region, subject, item, network);

    [Fact]
    public void An_enquiry_never_leaves_its_province_but_for_the_nation() => Check(asked =>
        ServiceRouting.Choose(asked.Region, asked.Subject, asked.Item, asked.Network) is not { } found || found.Rung == Rung.Nation || found.Region[..2] == asked.Region[..2]);

    [Fact]
    public void Somebody_answers_whenever_anybody_can() => Check(asked =>
        ServiceRouting.Choose(asked.Region, asked.Subject, asked.Item, asked.Network) is null == !asked.Network.Any(member => member.Rung == Rung.Nation || member.Region[..2] == asked.Region[..2]));

    [Fact]
    public void Whoever_offers_the_service_comes_before_those_who_do_not() => Check(asked =>
        ServiceRouting.Choose(asked.Region, asked.Subject, asked.Item, asked.Network) is not { } found || found.Items.Contains(asked.Item)
        || !asked.Network.Any(member => member.Items.Contains(asked.Item) && (member.Region[..2] == asked.Region[..2] || member.Rung == Rung.Nation)));

    [Fact]
    public void The_order_in_which_members_are_read_does_not_matter() => Check(asked =>
        ServiceRouting.Choose(asked.Region, asked.Subject, asked.Item, asked.Network)?.Id == ServiceRouting.Choose(asked.Region, asked.Subject, asked.Item, asked.Network.Reverse())?.Id);

    [Fact]
    public void Going_up_ends_at_the_desk_of_the_hub_and_passes_nobody_twice() => Check(asked =>
    {
        var had = new List<Guid>();
        var present = ServiceRouting.Choose(asked.Region, asked.Subject, asked.Item, asked.Network);
        while (present is not null)
        {
            if (had.Contains(present.Id))
                return false;
            had.Add(present.Id);
            var next = ServiceRouting.Above(present.Rung, asked.Region, had, asked.Network);
            if (next is not null && next.Rung <= present.Rung)
                return false;
            present = next;
        }

        return had.Count <= 5;
    });

    private static void Check(Func<(string Region, string Subject, string Item, Candidate[] Network), bool> holds) =>
        Prop.ForAll(Asked.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
