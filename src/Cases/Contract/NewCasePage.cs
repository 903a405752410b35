using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Cases;

/// <summary>The page that opens a case: what is refused comes back as it was typed, what is to be looked at first too, and the same sent twice is one case.</summary>
/// <typeparam name="TCase">The case.</typeparam>
/// <typeparam name="TState">Its states.</typeparam>
/// <typeparam name="TAct">What is done with it.</typeparam>
/// <typeparam name="TWho">Who does it; flags.</typeparam>
public abstract class NewCasePage<TCase, TState, TAct, TWho>(CaseKind<TCase, TState, TAct, TWho> kind, CaseDesk<TCase, TState, TAct, TWho> desk, Visitors visitors) : PageModel
    where TCase : Case<TState>
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    /// <summary>The form.</summary>
    public ActForm Form { get; private set; } = null!;

    /// <summary>Why it was not opened, or null.</summary>
    public Bilingual? Message { get; private set; }

    /// <summary>Who opens it.</summary>
    protected Person Person => visitors.Signed;

    /// <summary>Who opens it, for the trail.</summary>
    protected Actor Actor => visitors.Actor;

    /// <summary>The cases that the person may see, to begin with one of them.</summary>
    protected IQueryable<TCase> Visible => desk.VisibleTo(visitors.Signed);

    /// <summary>Shows the form with what stands in it to begin with.</summary>
    protected void Show(Fields fields, FormInput there) => Form = new("", kind.Opening.Label, fields, there, ActResult.NoFaults);

    /// <summary>Opens the case that was filled in, or shows why not; with <c>preview</c> in the form it only shows it.</summary>
    /// <param name="key">Whose case it is.</param>
    /// <param name="fields">What was asked.</param>
    /// <param name="about">What else was chosen on the page.</param>
    /// <param name="make">Makes the case.</param>
    /// <param name="then">What follows from it.</param>
    /// <param name="ct">Cancels.</param>
    protected async Task<IActionResult> OpenAsync(
        Guid key, Fields fields, object about, Func<FormInput, TCase> make, Func<TCase, CaseWork<TState>, Task<Refusal?>> then, CancellationToken ct)
    {
        var (input, preview) = (FormInput.Read(fields, Request.Form), Request.Form.ContainsKey("preview"));
        var faults = fields.Check(input);
        Form = new("", kind.Opening.Label, fields, input, faults) { IsPreview = preview };
        if (faults.Count > 0)
        {
            Message = new("请改正标出的内容");
        }
        else if (preview)
        {
            return Page();
        }
        else
        {
            var (made, refusal) = await desk.OpenAsync(
                key, Sending.Of(visitors.Session, kind.Table.Name, new { about, input.Texts }), () => make(input), then, input, visitors.Actor, ct);
            if (made is not null)
                return LocalRedirect(kind.AddressOf(made));
            Message = refusal!.Text;
        }

        Response.StatusCode = 400;
        return Page();
    }
}
