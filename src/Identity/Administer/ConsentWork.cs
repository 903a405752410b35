using Zhishu.Foundation;

namespace Zhishu.Identity.Administer;

/// <summary>What waits for the consent of a second person, on the workbench of those who can give it.</summary>
internal sealed class ConsentWork(ConsentDesk desk) : IWorkbenchPart
{
    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        if (!person.Has(Duty.Administrator) && !person.Has(Duty.Security))
            return new([], [], [], []);
        var open = await desk.OpenAsync(ct);
        return new(
            [.. open.Where(row => row.Consent.AskedBy != person.Id && row.Consent.AccountId != person.Id).Select(row =>
                new WorkItem(ConsentDesk.Label(row.Consent), row.Account.DisplayName, ConsentDesk.Url, ChinaTime.DayOf(row.Consent.AskedAt),
                ChinaTime.DayOf(row.Consent.AskedAt + ConsentDesk.Lasts)))],
            [], [],
            [new(91, ConsentDesk.Url, new("待同意的申请"))]);
    }
}
