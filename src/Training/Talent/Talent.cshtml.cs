using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Training.Talent;

/// <summary>The talent record of a member, for its managers.</summary>
[Authorize]
internal sealed class TalentModel(TalentRecord talent, NetworkRegister register, Visitors visitors) : PageModel
{
    public Organisation Member { get; private set; } = null!;

    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public IReadOnlyList<TalentRow> Rows { get; private set; } = [];

    public IReadOnlyList<string> Silent { get; private set; } = [];

    public static IReadOnlyList<(string Code, string Label)> Subjects => [.. EventForms.Subjects];

    public async Task<IActionResult> OnGetAsync(Guid? member, CancellationToken ct)
    {
        Members = await ManagedAsync(register, visitors.Signed, ct);
        if (Members.FirstOrDefault(row => member is null || row.Id == member) is not { } found)
            return NotFound();
        Member = found;
        (Rows, Silent) = await talent.ReadAsync(found.Id, ct);
        return Page();
    }

    /// <summary>The confirmed members that somebody manages.</summary>
    internal static async Task<IReadOnlyList<Organisation>> ManagedAsync(NetworkRegister register, Person person, CancellationToken ct) =>
        [.. (await register.ActedForByAsync(person, ct)).Where(row => person.Manages(row.Id))];

    internal static IReadOnlyList<string> Head => [Lang.T("姓名"), Lang.T("年份"), .. Subjects.Select(subject => subject.Label), Lang.T("学时合计"),
        Lang.T("活动"), Lang.T("Certificates|证书")];

    internal static IReadOnlyList<string> Cells(TalentRow row) => [row.Name, row.Year.ToString(CultureInfo.InvariantCulture),
        .. Subjects.Select(subject => row.Hours.TryGetValue(subject.Code, out var hours) ? LearningHours.Show(hours) : ""), LearningHours.Show(row.Total),
        row.Events.ToString(CultureInfo.InvariantCulture), row.Certificates.ToString(CultureInfo.InvariantCulture)];
}
