using Zhishu.Foundation;
using Zhishu.Records;

namespace Zhishu.Exchange.Harvest;

/// <summary>A source as the form gives it; texts may be anything until they are checked.</summary>
internal sealed class SourceForm
{
    /// <summary>Name.</summary>
    public string? Name { get; set; }

    /// <summary>Kind: hub, oai, folder, dump, sru.</summary>
    public string? Kind { get; set; }

    /// <summary>Address or folder.</summary>
    public string? Address { get; set; }

    /// <summary>Metadata format.</summary>
    public string? Prefix { get; set; }

    /// <summary>Set.</summary>
    public string? SetSpec { get; set; }

    /// <summary>Licence.</summary>
    public string? Licence { get; set; }

    /// <summary>Whether its records may be passed on.</summary>
    public bool PassOn { get; set; }

    /// <summary>Whether federated search asks it.</summary>
    public bool Searched { get; set; }

    /// <summary>Rank, 1 to 99.</summary>
    public int Rank { get; set; } = 50;

    /// <summary>Minutes between harvests.</summary>
    public int EveryMinutes { get; set; } = 60;

    /// <summary>First hour in China.</summary>
    public int FromHour { get; set; }

    /// <summary>Last hour in China.</summary>
    public int UntilHour { get; set; } = 24;

    /// <summary>Most kilobytes in a second.</summary>
    public int KilobytesPerSecond { get; set; }

    /// <summary>Kind of record of a source that has only Dublin Core.</summary>
    public string? MapKind { get; set; }

    /// <summary>Office of it.</summary>
    public string? MapOffice { get; set; }

    /// <summary>Pattern of its numbers.</summary>
    public string? MapNumber { get; set; }

    /// <summary>Revision that was shown.</summary>
    public int Revision { get; set; }

    internal static SourceForm Of(HarvestSource source)
    {
        var mapping = DublinCoreMapping.Read(source.Mapping);
        return new()
        {
            Name = source.Name,
            Kind = source.Kind,
            Address = source.Address,
            Prefix = source.Prefix,
            SetSpec = source.SetSpec,
            Licence = source.Licence,
            PassOn = source.PassOn,
            Searched = source.Searched,
            Rank = source.Rank,
            EveryMinutes = source.EveryMinutes,
            FromHour = source.FromHour,
            UntilHour = source.UntilHour,
            KilobytesPerSecond = source.KilobytesPerSecond,
            Revision = source.Revision,
            MapKind = mapping.Kind,
            MapOffice = mapping.Office,
            MapNumber = mapping.Number,
        };
    }

    /// <summary>What is wrong with it, by field.</summary>
    internal Dictionary<string, Bilingual> Check()
    {
        var faults = new Dictionary<string, Bilingual>();
        (Name, Address, Prefix, SetSpec, Licence) = (SafeText.Line(Name), SafeText.Line(Address).TrimEnd('/'), SafeText.Line(Prefix), SafeText.Line(SetSpec), SafeText.Line(Licence));
        if (Name.Length is 0 or > 100)
            faults["Name"] = new("请写名称，不超过 100 字");
        if (Kind is not ("hub" or "oai" or "folder" or "dump" or "sru"))
            faults["Kind"] = new("请选择类型");
        else if (Kind == "folder" ? !Path.IsPathFullyQualified(Address) : !Uri.TryCreate(Address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || Address.Length > 500)
            faults["Address"] = Kind == "folder" ? new("请写服务器上的完整路径") : new("请写 http 或 https 地址");
        if (Prefix.Length > 60)
            faults["Prefix"] = new("太长");
        if (SetSpec.Length > 200)
            faults["SetSpec"] = new("太长");
        if (Licence.Length > 200)
            faults["Licence"] = new("太长");
        if (Rank is < 1 or > 99)
            faults["Rank"] = new("1 到 99");
        if (EveryMinutes is < 1 or > 100_000)
            faults["EveryMinutes"] = new("1 到 100000 分钟");
        if (FromHour is < 0 or > 23 || UntilHour is < 1 or > 24 || FromHour == UntilHour)
            faults["FromHour"] = new("时段应为 0–23 点起、1–24 点止，且不相同");
        if (KilobytesPerSecond is < 0 or > 10_000_000)
            faults["KilobytesPerSecond"] = new("0 表示不限");
        if (Mapping().Check() is { } wrong)
            faults["MapNumber"] = wrong;
        return faults;
    }

    private DublinCoreMapping Mapping()
    {
        var standard = new DublinCoreMapping();
        string Or(string? text, string none) => SafeText.Line(text) is { Length: > 0 } given ? given : none;
        return new() { Kind = Or(MapKind, RecordKind.Patent.Code()), Office = Or(MapOffice, standard.Office), Number = Or(MapNumber, standard.Number) };
    }

    internal HarvestSource ToSource(HarvestSource before) => before with
    {
        Name = Name!,
        Kind = before.CreatedAt == default ? Kind! : before.Kind,
        Address = Address!,
        Prefix = Prefix!,
        SetSpec = SetSpec!,
        Licence = Licence!,
        PassOn = PassOn || Kind == "folder",
        Searched = Kind == "sru" || (Searched && Kind == "hub"),
        Rank = Rank,
        EveryMinutes = EveryMinutes,
        FromHour = FromHour,
        UntilHour = UntilHour,
        KilobytesPerSecond = KilobytesPerSecond,
        Revision = Revision,
        Mapping = Mapping().Write(),
    };
}
