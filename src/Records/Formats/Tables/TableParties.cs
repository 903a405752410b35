using System.Text.RegularExpressions;

namespace Zhishu.Records;

/// <summary>Applicants, inventors, agents and the rest from the cells of a row.</summary>
internal static partial class TableParties
{
    private static readonly (PartyRole Role, TableField Field)[] Others =
    [
        (PartyRole.Inventor, TableField.Inventor), (PartyRole.Agent, TableField.Agent), (PartyRole.Agency, TableField.Agency), (PartyRole.Owner, TableField.Owner),
        (PartyRole.CurrentInventor, TableField.CurrentInventor), (PartyRole.CurrentAgent, TableField.CurrentAgent), (PartyRole.CurrentAgency, TableField.CurrentAgency),
        (PartyRole.FormerAgency, TableField.FormerAgency), (PartyRole.Examiner, TableField.Examiner),
    ];

    public static List<Party> Of(TableRow row, string? country, string? address)
    {
        var types = row.List(TableField.ApplicantType);
        var parties = new List<Party>();
        foreach (var (party, i) in Named(row, TableField.Applicant).Select((party, i) => (party, i)))
        {
            parties.Add(new Party(PartyRole.Applicant, party.Name)
            {
                Type = i < types.Count ? types[i] : types.FirstOrDefault(),
                Country = party.Country ?? (i == 0 ? country : null),
                Address = i == 0 ? address : null,
            });
        }

        foreach (var (role, field) in Others)
        {
            foreach (var (party, i) in Named(row, field).Select((party, i) => (party, i)))
                parties.Add(new Party(role, party.Name) { Country = party.Country, Address = role == PartyRole.Owner && i == 0 ? row[TableField.OwnerAddress] : null });
        }

        return parties;
    }

    /// <summary>The licence numbers that stand behind the names of agencies, joined by semicolons; null when there are none.</summary>
    public static string? AgencyCodesOf(TableRow row)
    {
        var codes = string.Join(';', row.Names(TableField.Agency).Select(name => AgencyCode().Match(name)).Where(match => match.Success).Select(match => match.Groups[2].Value));
        return codes.Length > 0 ? codes : null;
    }

    private static IEnumerable<(string Name, string? Country)> Named(TableRow row, TableField field)
    {
        foreach (var name in row.Names(field))
        {
            // Lists of Espacenet have nothing between the names but the countries: EXAMPLE ANNE [FR] EXAMPLE PAUL [FR].
            if (Bracketed().Matches(name) is { Count: > 0 } found && name.EndsWith(']'))
            {
                foreach (var match in found.AsEnumerable())
                    yield return (match.Groups[1].Value.Trim().TrimEnd(','), match.Groups[2].Value);
            }
            else if (field is TableField.Agency && AgencyCode().Match(name) is { Success: true } agency)
            {
                yield return (agency.Groups[1].Value, null);
            }
            else
            {
                yield return (field is TableField.Owner ? OwnerSince().Replace(name, "") : name, null);
            }
        }
    }

    [GeneratedRegex(@"(.+?)\s*\[([A-Z]{2})\]\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    // The five digits of an agency's licence behind its name.
    [GeneratedRegex(@"^(.*\S)\s*[(（]?(\d{5})[)）]?$", RegexOptions.CultureInvariant)]
    private static partial Regex AgencyCode();

    // Lens writes since when somebody owns it.
    [GeneratedRegex(@"\s*\(\d{4}-\d{2}-\d{2}\)$", RegexOptions.CultureInvariant)]
    private static partial Regex OwnerSince();
}
