using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Zhishu.Cases;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Resources.Edit;

/// <summary>Writes a new resource of a kind, in the name of a member or an office.</summary>
[Authorize]
internal sealed class NewModel(ResourceCase cases, CaseDesk<Resource, ResourceState, ResourceAct, ResourceParty> desk, Visitors visitors, ResourceKinds kinds, NetworkRegister register,
    Regions regions, TimeProvider clock) : NewCasePage<Resource, ResourceState, ResourceAct, ResourceParty>(cases, desk, visitors)
{
    public ResourceKind Kind { get; private set; } = null!;

    public IReadOnlyList<Organisation> Members { get; private set; } = [];

    public Guid? Member { get; private set; }

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (kinds.Find(Request.HasFormContentType ? Request.Form["kind"].FirstOrDefault() ?? Request.Query["kind"] : Request.Query["kind"]) is { } kind && kind.MayWrite(Person))
        {
            Kind = kind;
            Members = kind.Writers.Contains("member") ? await register.ActedForByAsync(Person, HttpContext.RequestAborted) : [];
        }

        if (Kind is null || (Members.Count == 0 && Person.Offices.Count == 0))
            context.Result = NotFound();
        else
            await next();
    }

    public void OnGet() => Show(Kind.Form(regions), FormInput.Of(("Subject", "other")));

    public async Task<IActionResult> OnPostAsync(Guid? member, CancellationToken ct)
    {
        var owner = Members.FirstOrDefault(row => row.Id == member);
        if (owner is null && Person.Offices.Count == 0)
            return NotFound();
        Member = member;
        return await OpenAsync(owner?.Id ?? Person.Id, Kind.Form(regions), new { Kind.Code, owner?.Id },
            form => Resource.Of(Kind, owner, Person.Regions.FirstOrDefault() ?? ResourceKinds.Nation, form, Actor, clock.GetUtcNow()), (_, _) => CaseWork<ResourceState>.Done, ct);
    }
}
