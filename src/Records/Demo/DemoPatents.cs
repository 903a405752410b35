using Zhishu.Records.Numbers;

namespace Zhishu.Records.Demo;

/// <summary>Makes patents from technical vocabulary. Serial numbers begin with 9, which no office has reached, so none collides with a real one.</summary>
internal sealed class DemoPatents(Vocabulary words, DemoPlaces places, DateOnly today)
{
    private const int FirstYear = 2006;
    private const int Remembered = 60;

    /// <summary>The last patents of each field that were published, for those behind them to cite.</summary>
    private readonly Dictionary<string, Queue<(DateOnly Day, string Number)>> _published = new(StringComparer.Ordinal);

    /// <summary>The publications of the patent before: every twentieth is of one family with the next.</summary>
    private IReadOnlyList<string> _before = [];

    public IpRecord Make(int serial, Random random)
    {
        var domain = words.Domains[(int)(words.Domains.Count * Math.Pow(random.NextDouble(), 1.3))];
        var type = random.Next(10) switch { < 5 => "invention", < 9 => "utility", _ => "design" };
        var filed = FilingDate(random);
        var digit = type switch { "invention" => 1, "utility" => 2, _ => 3 };
        var body = $"{filed.Year}{digit}9{serial:D6}";
        var number = body + PatentNumberParser.CheckCharacter(body);
        var owner = Applicant(domain, random);
        var subject = Subject(domain, type, random);
        var life = Life(type, filed, random);
        var publications = new List<Publication>();
        var main = $"{digit}99{serial:D6}";
        if (type == "invention" && life.Published is { } published)
            publications.Add(new($"CN{main}A", published));
        if (life.Granted is { } granted)
            publications.Add(new($"CN{main}{(type == "invention" ? "B" : type == "utility" ? "U" : "S")}", granted, Grant: true));
        var family = Family(serial, publications);
        var cited = Cited(serial, domain, filed);
        Remember(domain, publications);
        return new()
        {
            Kind = RecordKind.Patent,
            Office = "CN",
            Number = number,
            Title = subject.Title,
            Type = type,
            FilingDate = filed,
            PublicationDate = type == "invention" ? life.Published : life.Granted,
            GrantDate = life.Granted,
            ExpiryDate = life.Granted is null ? null : filed.AddYears(type == "invention" ? 20 : type == "utility" ? 10 : 15),
            Status = life.Status,
            StatusText = life.StatusText,
            Region = owner.Region,
            Industries = [domain.Industries[random.Next(domain.Industries.Length)]],
            Parties = [.. Parties(serial, owner, random)],
            Classifications = [.. Symbols(domain, type, random)],
            Publications = publications,
            Family = family,
            Citations = cited,
            Events = life.Events,
            Abstract = subject.Abstract,
            Claims = subject.Claims,
            Synthetic = true,
        };
    }

    private sealed record Holder(string Name, string Type, string Region, string Address);

    private Holder Applicant(TechnicalDomain domain, Random random)
    {
        // Few applicants own much: the place and the name are drawn with a steep curve from a bounded set.
        var city = places.City(random);
        var which = (int)(words.Brand.Length * Math.Pow(random.NextDouble(), 2.2));
        var kind = random.Next(100);
        if (kind < 12)
            return new($"{city.ProvinceName}{words.Schools[which % words.Schools.Length]}（示例）", "大专院校", city.Code, city.Address);
        if (kind < 18)
            return new($"{city.ProvinceName}{words.Institutes[which % words.Institutes.Length]}（示例）", "科研机构", city.Code, city.Address);
        if (kind < 24)
            return new(Person(random), "个人", city.Code, city.Address);
        return new($"{city.ShortName}{words.Brand[which]}{domain.Trade[which % domain.Trade.Length]}有限公司（示例）", "企业", city.Code, city.Address);
    }

    private string Person(Random random) => words.Surnames[random.Next(words.Surnames.Length)] + words.Given[random.Next(words.Given.Length)];

    // Companies file some together with a school of their province, and two records in twenty are of one family with a publication abroad.
    private string? Partner(int serial, Holder owner) => serial % 9 != 0 || owner.Type != "企业"
        ? null
        : $"{places.ProvinceNameOf(owner.Region)}{words.Schools[serial / 9 * 7 % 3]}（示例）";

    private List<string> Family(int serial, List<Publication> publications)
    {
        var before = serial % 20 == 1 ? _before : [];
        _before = [.. publications.Select(publication => publication.Number)];
        return serial % 20 > 1 || publications.Count == 0 ? [] : [$"CA99{serial / 20:D5}A1", .. before, .. _before];
    }

    // Nothing is drawn by lot here: the records stay those that they were without citations.
    private List<Citation> Cited(int serial, TechnicalDomain domain, DateOnly filed)
    {
        if (serial % 4 != 0 || !_published.TryGetValue(domain.Field, out var earlier))
            return [];
        var cited = earlier.Where(one => one.Day < filed).Select(one => new Citation(one.Number, Patent: true, "examiner")).TakeLast(2 + (serial % 3)).ToList();
        return cited.Count == 0 ? [] : [.. cited, new($"示例学报，{domain.Field}专刊（示例），第{1 + (serial % 12)}期", Patent: false, "applicant")];
    }

    private void Remember(TechnicalDomain domain, List<Publication> publications)
    {
        if (!_published.TryGetValue(domain.Field, out var queue))
            _published[domain.Field] = queue = [];
        if (publications.Count > 0 && publications[^1].Date is { } day)
            queue.Enqueue((day, publications[^1].Number));
        if (queue.Count > Remembered)
            queue.Dequeue();
    }

    private IEnumerable<Party> Parties(int serial, Holder owner, Random random)
    {
        yield return new(PartyRole.Applicant, owner.Name) { Type = owner.Type, Country = "CN", Address = owner.Address };
        if (Partner(serial, owner) is { } partner)
            yield return new(PartyRole.Applicant, partner) { Type = "大专院校", Country = "CN" };
        foreach (var name in Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Person(random)).Distinct())
            yield return new(PartyRole.Inventor, name);
        yield return new(PartyRole.Agency, $"{words.Agencies[random.Next(words.Agencies.Length)]}知识产权代理有限公司（示例）");
    }

    private static IEnumerable<Classification> Symbols(TechnicalDomain domain, string type, Random random)
    {
        if (type == "design")
            return [new("locarno", $"{domain.Locarno}-{1 + random.Next(6):D2}", true)];
        var symbols = domain.Ipc.OrderBy(_ => random.Next()).Take(1 + random.Next(3)).ToList();
        return symbols.Select((symbol, i) => new Classification("ipc", symbol, i == 0));
    }

    private DateOnly FilingDate(Random random)
    {
        var days = today.DayNumber - new DateOnly(FirstYear, 1, 1).DayNumber - 30;
        return today.AddDays(-30 - (int)(days * Math.Pow(random.NextDouble(), 1.6)));
    }

    private sealed record Course(DateOnly? Published, DateOnly? Granted, LegalStatus Status, string StatusText, IReadOnlyList<LegalEvent> Events);

    private Course Life(string type, DateOnly filed, Random random)
    {
        var events = new List<LegalEvent> { new(filed, EventCategory.Filing, "专利申请") };
        DateOnly? published = null, granted = null;
        if (type == "invention" && filed.AddDays(200 + random.Next(340)) is var day && day <= today)
        {
            published = day;
            events.Add(new(day, EventCategory.Publication, "公布"));
            if (day.AddDays(40 + random.Next(60)) is var examined && examined <= today)
                events.Add(new(examined, EventCategory.Examination, "实质审查的生效"));
        }

        var decided = (type == "invention" ? (published ?? today).AddDays(300 + random.Next(700)) : filed.AddDays(120 + random.Next(200)));
        if ((type == "invention" && published is null) || decided > today)
            return new(published, null, LegalStatus.Pending, "审中-" + (type == "invention" && published is not null ? "实质审查" : "申请"), events);
        if (type == "invention" && random.Next(100) < 35)
        {
            events.Add(new(decided, EventCategory.Discontinuation, random.Next(2) == 0 ? "发明专利申请公布后的驳回" : "发明专利申请公布后的视为撤回"));
            return new(published, null, LegalStatus.Ended, "失效-" + (events[^1].Text.EndsWith("驳回", StringComparison.Ordinal) ? "驳回" : "撤回"), events);
        }

        granted = decided;
        events.Add(new(decided, EventCategory.Grant, "授权"));
        if (random.Next(100) < 8 && decided.AddDays(200 + random.Next(600)) is var moved && moved <= today)
            events.Add(new(moved, EventCategory.PartyChange, "专利权人的姓名或者名称、地址的变更"));
        if (random.Next(100) < 5 && decided.AddDays(300 + random.Next(800)) is var pledged && pledged <= today)
            events.Add(new(pledged, EventCategory.Licence, "专利权质押合同登记的生效"));
        var term = filed.AddYears(type == "invention" ? 20 : type == "utility" ? 10 : 15);
        var lapse = decided.AddDays(400 + random.Next(5000));
        if (term <= today)
            return Ended(term, "专利权有效期届满", "失效-期限届满");
        if (lapse <= today)
            return Ended(lapse, "未缴年费专利权终止", "失效-未缴年费");
        return new(published, granted, LegalStatus.InForce, "有权-审定授权", [.. events.OrderBy(legal => legal.Date)]);

        Course Ended(DateOnly end, string text, string status)
        {
            events.RemoveAll(legal => legal.Date > end);
            events.Add(new(end, EventCategory.Cessation, text));
            return new(published, granted, LegalStatus.Ended, status, [.. events.OrderBy(legal => legal.Date)]);
        }
    }

    private static (string Title, string Abstract, IReadOnlyList<Claim> Claims) Subject(TechnicalDomain domain, string type, Random random)
    {
        string One(string[] from) => from[random.Next(from.Length)];
        string[] Some(string[] from, int count) => [.. from.OrderBy(_ => random.Next()).Take(count)];
        var (product, feature) = (One(domain.Products), One(domain.Features));
        if (product.EndsWith("方法", StringComparison.Ordinal) && type != "invention")
            product = One([.. domain.Products.Where(name => !name.EndsWith("方法", StringComparison.Ordinal))]);
        if (type == "design")
            return ($"{product}（{feature}）", $"1.本外观设计产品的名称：{product}。2.本外观设计产品的用途：用于{domain.Field}领域。3.本外观设计产品的设计要点：在于形状。4.最能表明设计要点的图片或照片：立体图。", []);
        var (parts, effects, problem) = (Some(domain.Parts, 4), Some(domain.Effects, 2), One(domain.Problems));
        var isMethod = product.EndsWith("方法", StringComparison.Ordinal);

        var title = (random.Next(4), isMethod) switch
        {
            (_, true) => $"一种{feature}{product}",
            (0, _) when type == "invention" => $"一种{feature}{product}及其制备方法",
            (1, _) when type == "invention" => $"{feature}{product}、系统及控制方法",
            (2, _) => $"一种用于{domain.Field}的{feature}{product}",
            _ => $"一种{feature}{product}",
        };
        var opening = type == "invention" ? "本发明公开了" : "本实用新型公开了";
        var name = isMethod ? product : feature + product;
        if (isMethod)
        {
            var steps = Some(domain.Steps, 3);
            var text = $"{opening}{title}，属于{domain.Field}技术领域，以解决现有技术中{problem}的问题。该方法包括以下步骤：S1、{steps[0]}；S2、{steps[1]}；S3、{steps[2]}。"
                + $"{(type == "invention" ? "本发明" : "本实用新型")}{effects[0]}，{effects[1]}。";
            return (title, text,
            [
                new(1, $"{title}，其特征在于，包括以下步骤：S1、{steps[0]}；S2、{steps[1]}；S3、{steps[2]}。", []),
                new(2, $"根据权利要求1所述的{name}，其特征在于，所述步骤S1中还包括：由{parts[0]}与{parts[1]}配合完成预处理。", [1]),
                new(3, $"根据权利要求1或2所述的{name}，其特征在于，所述步骤S3之后还包括对{parts[2]}的检测。", [1, 2]),
            ]);
        }

        var how = type == "invention" ? $"使用时，{One(domain.Steps)}。" : "";
        var body = $"{opening}{title}，属于{domain.Field}技术领域，以解决现有技术中{problem}的问题。所述{name}包括{parts[0]}、{parts[1]}、{parts[2]}和{parts[3]}，"
            + $"所述{parts[1]}设置于所述{parts[0]}的一侧，所述{parts[2]}与所述{parts[1]}连接，所述{parts[3]}位于所述{parts[2]}的下方。{how}{(type == "invention" ? "本发明" : "本实用新型")}{effects[0]}，{effects[1]}。";
        return (title, body,
        [
            new(1, $"{title.Split('、')[0]}，其特征在于，包括{parts[0]}、{parts[1]}、{parts[2]}和{parts[3]}，所述{parts[1]}设置于所述{parts[0]}的一侧，所述{parts[2]}与所述{parts[1]}连接。", []),
            new(2, $"根据权利要求1所述的{name}，其特征在于，所述{parts[3]}可拆卸地设置于所述{parts[2]}的下方。", [1]),
            new(3, $"根据权利要求1所述的{name}，其特征在于，所述{parts[0]}与所述{parts[2]}之间设有{One(domain.Parts)}。", [1]),
            new(4, $"根据权利要求2或3所述的{name}，其特征在于，还包括控制单元，所述控制单元与所述{parts[1]}电连接。", [2, 3]),
        ]);
    }
}
