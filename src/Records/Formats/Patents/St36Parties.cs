using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Zhishu.Records;

/// <summary>Applicants, inventors, agents and the rest of a document after ST.36.</summary>
internal static partial class St36Parties
{
    private static readonly (string Element, PartyRole Role)[] Roles =
    [
        ("applicant", PartyRole.Applicant), ("inventor", PartyRole.Inventor), ("assignee", PartyRole.Owner), ("grantee", PartyRole.Owner), ("examiner", PartyRole.Examiner),
        ("primary-examiner", PartyRole.Examiner),
    ];

    // Names as the document has them are better than those that a database made of them; these tell the country.
    private static readonly string[] Forms = ["original", "", "standard", "docdba", "docdb", "intermediate", "epodoc"];

    public static void Read(XElement data, PatentDraft draft)
    {
        foreach (var (element, role) in Roles)
        {
            var found = data.Descendants(element).Where(one => !one.Ancestors().Any(above => above.Name.LocalName is "references-cited" or "related-documents" or "priority-claims")).ToList();
            foreach (var same in found.Select((one, i) => (one, i)).GroupBy(pair => Sequence(pair.one) ?? $"#{pair.i}").Select(group => group.Select(pair => pair.one).ToList()))
            {
                var (name, country, address) = Person(same);
                draft.AddParty(role, name, country, address);
            }
        }

        foreach (var agent in data.Descendants("agent"))
        {
            var agency = agent.Element("agency");
            if (agency is not null && NameOf(agency) is { } house)
                AddAgency(house, draft);
            var own = new XElement(agent);
            own.Elements("agency").Remove();
            if (NameOf(own) is not { } name)
                continue;
            if (own.Descendants("orgname").Any() && !own.Descendants("name").Any() && !own.Descendants("last-name").Any())
                AddAgency(name, draft);
            else
                draft.AddParty(PartyRole.Agent, name);
        }
    }

    private static void AddAgency(string text, PatentDraft draft)
    {
        if (AgencyCode().Match(text) is { Success: true } match)
        {
            draft.AddParty(PartyRole.Agency, match.Groups[1].Value);
            draft.Extra["代理机构代码"] = match.Groups[2].Value;
        }
        else
        {
            draft.AddParty(PartyRole.Agency, text);
        }
    }

    private static string? Sequence(XElement element) => (string?)element.Attribute("sequence") is { } sequence ? $"{element.Parent?.Name.LocalName} {sequence}" : null;

    private static (string? Name, string? Country, string? Address) Person(List<XElement> same)
    {
        var ordered = same.OrderBy(one => Array.IndexOf(Forms, ((string?)one.Attribute("data-format") ?? "").ToLowerInvariant())).ToList();
        var name = ordered.Select(NameOf).FirstOrDefault(text => text is not null)?.TrimEnd(',', ' ');
        var country = ordered.Select(CountryOf).FirstOrDefault(text => text is not null);
        if (name is not null && InBrackets().Match(name) is { Success: true } match)
            (name, country) = (name[..match.Index].TrimEnd(' ', ','), country ?? match.Groups[1].Value);
        return (name, country, ordered.Select(AddressOf).FirstOrDefault(text => text is not null));
    }

    private static string? CountryOf(XElement one)
    {
        var element = one.Below("residence")?.Element("country") ?? one.Below("address")?.Element("country") ?? one.Below("nationality")?.Element("country");
        if (element.Trimmed() is { Length: 2 } code)
            return code.ToUpperInvariant();
        return NameOf(one) is { } name && InBrackets().Match(name) is { Success: true } match ? match.Groups[1].Value : null;
    }

    internal static string? NameOf(XElement one)
    {
        var book = one.Descendants("addressbook").OrderBy(element => (string?)element.Attribute("lang") is "en" ? 1 : 0).FirstOrDefault() ?? one;
        if ((book.TextOf("orgname") ?? book.TextOf("name")) is { } name)
            return DocumentTree.Tidy(name);
        var person = string.Join(' ', new[] { "first-name", "middle-name", "last-name", "suffix" }.Select(book.TextOf).OfType<string>());
        return person.Length > 0 ? person : one.HasElements || one.Value.Trim().Length == 0 ? null : DocumentTree.Tidy(one.Value);
    }

    private static string? AddressOf(XElement one)
    {
        if (one.Below("address") is not { } address)
            return null;
        if (address.TextOf("text") is { } text)
            return DocumentTree.Tidy(text);
        var chinese = string.Concat(new[] { "province", "city", "county" }.Select(address.TextOf).OfType<string>().Where(part => part != "市辖区"));
        if (chinese.Length > 0)
            return chinese;
        var lines = address.Elements().Where(element => element.Name.LocalName is not "country" && !element.HasElements).Select(element => element.Trimmed()).OfType<string>();
        return string.Join(", ", lines) is { Length: > 0 } joined ? joined : null;
    }

    [GeneratedRegex(@"\s*\[([A-Z]{2})\]\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex InBrackets();

    [GeneratedRegex(@"^(.*\S)\s*[(（]?(\d{5})[)）]?$", RegexOptions.CultureInvariant)]
    private static partial Regex AgencyCode();
}
