using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Cases;

/// <summary>The form of one act, as <c>/Cases/_Acts.cshtml</c> draws it.</summary>
/// <param name="Act">Code of the act.</param>
/// <param name="Label">Its label.</param>
/// <param name="Needs">Its fields; none: a button.</param>
/// <param name="Typed">What was typed before it was refused.</param>
/// <param name="Faults">What is wrong with it.</param>
public sealed record ActForm(string Act, Bilingual Label, Fields Needs, FormInput Typed, IReadOnlyDictionary<string, Bilingual> Faults)
{
    /// <summary>A form that stands by itself, as it is opened.</summary>
    public static ActForm Of(Fields needs, FormInput typed) => new("", new("提交"), needs, typed, ActResult.NoFaults);

    /// <summary>A form that stands by itself, as it was sent: read and checked.</summary>
    public static ActForm Read(Fields needs, IFormCollection form)
    {
        var typed = FormInput.Read(needs, form);
        return Of(needs, typed) with { Faults = needs.Check(typed) };
    }

    /// <summary>Begins the names of its elements on a page that has forms of several cases.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What its fields are named by on the page; two forms of one act have two.</summary>
    public string Key { get; init; } = Act;

    /// <summary>Heading, where it is not the label.</summary>
    public string? Title { get; init; }

    /// <summary>Whether it came back refused, and so stands open.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Whether it came back to be looked at.</summary>
    public bool IsPreview { get; init; }

    /// <summary>What somebody else has changed meanwhile: what is there now, where it differs from what was typed.</summary>
    public IReadOnlyList<(Bilingual Label, string Now)> Changed { get; init; } = [];

    /// <summary>What to know before it is done, or null.</summary>
    public Bilingual? Hint { get; init; }

    /// <summary>Whether it never comes too late.</summary>
    public bool Aside { get; init; }
}

/// <summary>The acts that somebody may do, with the revision that the page shows.</summary>
/// <param name="Forms">Their forms.</param>
/// <param name="Revision">Revision of the case.</param>
public sealed record ActForms(IReadOnlyList<ActForm> Forms, int Revision)
{
    /// <summary>What was typed for an act that is no longer to be done; empty for nothing.</summary>
    public string Kept { get; init; } = "";

    /// <summary>The case whose page they are sent to, where they stand on another page; or null.</summary>
    public string? Address { get; init; }
}

/// <summary>The page of a case: who may not see it finds nothing; what may be done is drawn from the table; what is refused comes back as it was typed.</summary>
/// <typeparam name="TCase">The case.</typeparam>
/// <typeparam name="TState">Its states.</typeparam>
/// <typeparam name="TAct">What is done with it.</typeparam>
/// <typeparam name="TWho">Who does it; flags.</typeparam>
public abstract class CasePage<TCase, TState, TAct, TWho>(
    CaseKind<TCase, TState, TAct, TWho> kind, CaseDesk<TCase, TState, TAct, TWho> desk, AuditTrail trail, Visitors visitors) : PageModel
    where TCase : Case<TState>
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    private FormInput _typed = FormInput.Empty;
    private string _kept = "";
    private bool _preview;
    private bool _late;
    private TAct? _refused;
    private IReadOnlyDictionary<string, Bilingual> _faults = ActResult.NoFaults;

    /// <summary>The case.</summary>
    public TCase It { get; private set; } = null!;

    /// <summary>What the person is in it.</summary>
    public TWho Party { get; private set; }

    /// <summary>How it stands, in words.</summary>
    public Bilingual State => kind.Table.Label(It.State);

    /// <summary>Why something was not done, or null.</summary>
    public Bilingual? Message { get; private set; }

    /// <summary>What was done, oldest first.</summary>
    public IReadOnlyList<AuditEntry> History { get; private set; } = [];

    /// <summary>What the person may do.</summary>
    public ActForms Acts { get; private set; } = null!;

    /// <inheritdoc/>
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await FindAsync(HttpContext.RequestAborted) is not { } found)
        {
            context.Result = NotFound();
            return;
        }

        (It, Party) = (found, PartyOf(found));
        await next();
    }

    /// <summary>Shows it.</summary>
    public Task OnGetAsync(CancellationToken ct) => ShowAsync(ct);

    /// <summary>Does something with it.</summary>
    public async Task<IActionResult> OnPostAsync([FromForm(Name = "act")] TAct? asked, TAct? preview, CancellationToken ct)
    {
        if ((asked ?? preview) is not { } act || !Enum.IsDefined(act) || !Request.HasFormContentType)
            return NotFound();
        var (person, form) = (visitors.Current, Request.Form);
        var needs = await kind.NeedsOfAsync(act, It, person, ct);
        _typed = FormInput.Read(needs, form);
        _kept = string.Join('\n', needs.Where(field => field.Kind is FieldKind.Line or FieldKind.Area).Select(field => _typed.Text(field.Name)).Where(text => text.Length > 0));
        if (asked is null)
        {
            (_refused, _preview, _faults) = (act, true, needs.Check(_typed));
            await ShowAsync(ct);
            return Page();
        }

        int? seen = int.TryParse(form["seen"], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : form["seen"].Count > 0 ? -1 : null;
        var (refusal, faults) = await desk.DoAsync(It.Id, act, PartyOf, _typed, visitors.Actor, seen, person, ct);
        if (refusal is null)
            return await AnswerAsync(null, ct);
        (Message, _refused, _faults, _late, Response.StatusCode) = (refusal.Text, act, faults, refusal.Status == 409, refusal.Status);

        // As it is now: somebody may have been faster.
        if (await FindAsync(ct) is { } now)
            (It, Party) = (now, PartyOf(now));
        await ShowAsync(ct);
        if (Acts.Forms.Any(one => one.Changed.Count > 0))
            Message = SeenForm.Changed.Text;
        return Page();
    }

    /// <summary>Who looks at it.</summary>
    protected Person Person => visitors.Signed;

    /// <summary>Who does something, for the trail.</summary>
    protected Actor Actor => visitors.Actor;

    /// <summary>Answers what is done here besides acts: back to the case, or the page with why not.</summary>
    protected async Task<IActionResult> AnswerAsync(Refusal? refusal, CancellationToken ct, string? back = null)
    {
        if (refusal is null)
            return LocalRedirect(back ?? Here);
        (Message, Response.StatusCode) = (refusal.Text, refusal.Status);
        await ShowAsync(ct);
        return Page();
    }

    /// <summary>Who has the page open, or null for who has no account.</summary>
    protected Person? Reader => visitors.Current;

    /// <summary>Address of the page.</summary>
    protected virtual string Here => kind.AddressOf(It);

    /// <summary>The case of the address, or null for who may not see it.</summary>
    protected virtual async Task<TCase?> FindAsync(CancellationToken ct) => Guid.TryParse(RouteData.Values["id"]?.ToString(), out var id)
        ? await desk.VisibleTo(visitors.Signed).FirstOrDefaultAsync(it => it.Id == id, ct) : null;

    /// <summary>What whoever has the page open is in a case.</summary>
    protected virtual TWho PartyOf(TCase it) => kind.PartyOf(it, visitors.Signed);

    /// <summary>Loads what the page shows besides the case.</summary>
    protected virtual Task LoadAsync(CancellationToken ct) => Task.CompletedTask;

    private async Task ShowAsync(CancellationToken ct)
    {
        History = await trail.ReadAsync(new(Subject: (kind.Table.Name, It.Id.ToString())), 0, 100, ct);
        var forms = (await kind.FormsOfAsync(It, Party, visitors.Current, ct)).Select(form => form.Act != _refused?.ToString() ? form
            : form with
            {
                IsRefused = true,
                IsPreview = _preview,
                Typed = _typed,
                Faults = _faults,
                Changed = _late ? [.. form.Needs.Where(need => need.Value is { } now && now != _typed.Text(need.Name)).Select(need => (need.Label, need.Shown))] : [],
            }).ToList();
        Acts = new(forms, It.Revision) { Kept = forms.Exists(form => form.IsRefused) ? "" : _kept };
        await LoadAsync(ct);
    }
}
