using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search;
using Zhishu.Watch.Alerts;
using Zhishu.Watch.Spaces;

namespace Zhishu.Watch.My;

/// <summary>Saves a question, and subscribes to what it will find.</summary>
[AllowAnonymous]
internal sealed class SaveModel(SearchQuestions questions, SpaceKeeper spaces, MyStore my, AlertStore alerts, Mailer mailer, ReferenceData reference) : PageModel
{
    public SearchQuestion? Question { get; private set; }

    public string Described { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string? Message { get; private set; }

    public bool CanMail => mailer.CanSend;

    public async Task OnGetAsync(CancellationToken ct) => await LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(string? name, string? every, bool byMail, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Question is null)
            return Page();
        Name = SafeText.Clean(name ?? "").Trim();
        if (Name.Length is 0 or > MyStore.LongestName)
            Message = Lang.T($"请起一个名称，不超过 {MyStore.LongestName} 字");
        else if (every is not ("" or null or "daily" or "weekly"))
            Message = Lang.T("请选择订阅周期");
        if (Message is null)
        {
            var space = await spaces.EnsureAsync(HttpContext, ct);
            Message = (await my.SaveSearchAsync(space.Id, Name, Question.Address, ct))?.ToString();
            if (Message is null && every is "daily" or "weekly")
                Message = (await alerts.AddAsync(space.Id, Name, Question.Address, null, every, byMail && mailer.CanSend, ct))?.ToString();
        }

        if (Message is null)
            return Redirect("/my");
        Response.StatusCode = 400;
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        (Question, var fault) = await questions.ReadAsync(Request.Query, ct);
        if (Question is null)
        {
            Message = fault!.ToString();
            Response.StatusCode = 400;
            return;
        }

        Described = Question.Describe(reference);
        Name = Described.Length <= MyStore.LongestName ? Described : Described[..MyStore.LongestName];
    }
}
