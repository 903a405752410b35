namespace Zhishu.Records.Demo;

/// <summary>Makes trademarks, geographical indications and layout designs; the numbers cannot collide with real ones.</summary>
internal sealed class DemoOthers(Vocabulary words, DemoPlaces places, DateOnly today)
{
    private static readonly string[] MarkTypes = ["word", "word", "word", "figurative", "combined", "combined", "threeDimensional", "sound", "collective", "certification"];

    private readonly (string Class, string Goods)[] _goods = [.. words.Goods.Select(pair => (pair.Key, pair.Value))];

    public IpRecord Trademark(int serial, Random random)
    {
        var place = places.City(random);
        var domain = words.Domains[random.Next(words.Domains.Count)];
        var name = string.Concat(Enumerable.Range(0, 2 + random.Next(2)).Select(_ => One(words.Marks, random)));
        var (nice, goods) = _goods[(int)(_goods.Length * random.NextDouble())];
        var filed = Day(2008, random);
        var (announced, registered) = (filed.AddDays(200 + random.Next(120)), filed.AddDays(310 + random.Next(150)));
        var events = new List<LegalEvent> { new(filed, EventCategory.Filing, "商标注册申请") };
        var (status, text) = (LegalStatus.Pending, "审中-实质审查");
        DateOnly? grant = null, expiry = null;
        if (announced <= today)
            events.Add(new(announced, EventCategory.Publication, "初步审定公告"));
        if (registered <= today && random.Next(100) < 20)
        {
            events.Add(new(registered, EventCategory.Discontinuation, "商标注册申请驳回"));
            (status, text) = (LegalStatus.Ended, "失效-驳回");
        }
        else if (registered <= today)
        {
            (grant, expiry) = (registered, registered.AddYears(10));
            events.Add(new(registered, EventCategory.Grant, "注册公告"));
            var renewed = expiry <= today && random.Next(100) < 70;
            if (renewed)
            {
                events.Add(new(expiry, EventCategory.Maintenance, "续展注册"));
                expiry = expiry.Value.AddYears(10);
            }

            (status, text) = expiry > today ? (LegalStatus.InForce, "有权-注册") : (LegalStatus.Ended, "失效-期满未续展");
            if (status == LegalStatus.Ended)
                events.Add(new(expiry, EventCategory.Cessation, "专用期限届满未续展"));
        }

        return new()
        {
            Kind = RecordKind.Trademark,
            Office = "CN",
            Number = $"99{serial:D6}",
            Title = name,
            Type = One(MarkTypes, random),
            FilingDate = filed,
            PublicationDate = announced <= today ? announced : null,
            GrantDate = grant,
            ExpiryDate = expiry,
            Status = status,
            StatusText = text,
            Region = place.Code,
            Parties = [new(PartyRole.Applicant, $"{place.ShortName}{One(words.Brand, random)}{One(domain.Trade, random)}有限公司（示例）") { Type = "企业", Country = "CN", Address = place.Address },
                new(PartyRole.Agency, $"{One(words.Agencies, random)}知识产权代理有限公司（示例）")],
            Classifications = [new("nice", nice, true)],
            Events = events,
            Abstract = $"核定使用商品（服务）：{goods}。",
            Synthetic = true,
        };
    }

    public IpRecord Gi(int serial, Random random)
    {
        var place = places.InTurn(serial, random);
        var product = words.Gi[serial % words.Gi.Length];
        var filed = Day(2004, random, leaveDays: 900);
        var granted = filed.AddDays(300 + random.Next(500));
        return new()
        {
            Kind = RecordKind.Gi,
            Office = "CN",
            Number = $"DEMOGI{serial:D4}",
            Title = place.ShortName + product,
            Type = (serial % 3) switch { 0 => "product", 1 => "mark", _ => "agricultural" },
            FilingDate = filed,
            GrantDate = granted,
            Status = LegalStatus.InForce,
            StatusText = "有权-认定保护",
            Region = place.Code,
            Parties = [new(PartyRole.Applicant, $"{place.ShortName}{product}产业协会（示例）") { Type = "机关团体", Country = "CN", Address = place.Address }],
            Events = [new(filed, EventCategory.Filing, "地理标志保护申请受理"), new(filed.AddDays(150), EventCategory.Publication, "受理公告"), new(granted, EventCategory.Grant, "认定公告")],
            Abstract = $"{place.ShortName}{product}产于{place.ProvinceName}{place.ShortName}一带，产地范围以认定公告为准。产品的质量特色由当地的水土、气候和传统工艺决定，生产者须按照技术规范生产并接受检验，方可使用地理标志专用标志。",
            Synthetic = true,
        };
    }

    public IpRecord Layout(int serial, Random random)
    {
        var place = places.City(random);
        var chip = words.Chips[serial % words.Chips.Length];
        var filed = Day(2010, random, leaveDays: 200);
        var granted = filed.AddDays(60 + random.Next(100));
        var name = $"{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}{1000 + random.Next(9000)}{chip}";
        var expired = filed.AddYears(10) <= today;
        List<LegalEvent> events = [new(filed, EventCategory.Filing, "布图设计登记申请"), new(granted, EventCategory.Grant, "布图设计登记公告")];
        if (expired)
            events.Add(new(filed.AddYears(10), EventCategory.Cessation, "专有权保护期届满"));
        return new()
        {
            Kind = RecordKind.Layout,
            Office = "CN",
            Number = $"BS99{serial:D6}",
            Title = name,
            FilingDate = filed,
            GrantDate = granted,
            ExpiryDate = filed.AddYears(10),
            Status = expired ? LegalStatus.Ended : LegalStatus.InForce,
            StatusText = expired ? "失效-保护期届满" : "有权-登记",
            Region = place.Code,
            Industries = ["3973"],
            Parties = [new(PartyRole.Applicant, $"{place.ShortName}{One(words.Brand, random)}微电子有限公司（示例）") { Type = "企业", Country = "CN", Address = place.Address },
                new(PartyRole.Inventor, One(words.Surnames, random) + One(words.Given, random))],
            Events = events,
            Abstract = $"{name}的集成电路布图设计，结构为{(random.Next(2) == 0 ? "MOS" : "双极")}，技术为{(random.Next(2) == 0 ? "CMOS" : "BCD")}，功能为{chip[..2]}。",
            Extra = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["首次商业利用日"] = filed.AddDays(-random.Next(1, 300))
                .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            },
            Synthetic = true,
        };
    }

    private DateOnly Day(int firstYear, Random random, int leaveDays = 30)
    {
        var days = today.DayNumber - new DateOnly(firstYear, 1, 1).DayNumber - leaveDays;
        return today.AddDays(-leaveDays - random.Next(days));
    }

    private static string One(string[] from, Random random) => from[random.Next(from.Length)];
}
