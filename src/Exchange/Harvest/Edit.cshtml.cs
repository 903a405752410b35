using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Zhishu.Exchange.Feed;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;

namespace Zhishu.Exchange.Harvest;

/// <summary>Enters a source or changes its rules.</summary>
[Authorize(Policy = Duties.Administrator)]
internal sealed class EditModel(SourceStore sources, ItemFollower follower, Visitors visitors, ProcessLog log) : PageModel
{
    public static IEnumerable<(string Value, string Label)> KindOptions =>
    [
        ("hub", Lang.T("另一个枢纽（记录、目录、检索）")),
        ("oai", Lang.T("OAI-PMH 仓储")),
        ("folder", Lang.T("服务器上的文件夹")),
        ("dump", Lang.T("JSON Lines 文件地址")),
        ("sru", Lang.T("SRU 检索服务（只检索，不采集）")),
    ];

    public static IEnumerable<(string Value, string Label)> RecordKindOptions => RecordKinds.InOrder.Select(kind => (kind.Code(), kind.Label().ToString()));

    public Guid? Id { get; private set; }

    public SourceForm Typed { get; private set; } = new() { Kind = "hub", PassOn = true, Searched = true };

    public IReadOnlyDictionary<string, Bilingual> Faults { get; private set; } = new Dictionary<string, Bilingual>();

    public string? Message { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid? id, CancellationToken ct)
    {
        Id = id;
        if (id is { } known)
        {
            if (await sources.FindAsync(known, ct) is not { } source)
                return NotFound();
            Typed = SourceForm.Of(source);
        }
        else
        {
            var standard = new DublinCoreMapping();
            (Typed.MapKind, Typed.MapOffice, Typed.MapNumber) = (standard.Kind, standard.Office, standard.Number);
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid? id, [FromForm] SourceForm form, CancellationToken ct)
    {
        (Id, Typed) = (id, form);
        var before = id is { } known ? await sources.FindAsync(known, ct) : new HarvestSource { Id = Guid.CreateVersion7() };
        if (before is null)
            return NotFound();
        if (id is not null)
            form.Kind = before.Kind;
        Faults = form.Check();
        if (Faults.Count > 0)
            return Page();
        if (id is null && await sources.ByAddressAsync(form.Address!, ct) is { } same && same.SetSpec == form.SetSpec)
        {
            Faults = new Dictionary<string, Bilingual> { ["Address"] = new($"已登记为“{same.Name}”") };
            return Page();
        }

        var source = form.ToSource(before);
        if (id is null)
        {
            await sources.AddAsync(source, ct);
        }
        else if (!await sources.ChangeAsync(source, ct))
        {
            Message = Lang.T("别人刚刚改过这一采集源，您的修改没有保存，仍在下面；请另开一页核对现在的内容再改。");
            Response.StatusCode = StatusCodes.Status409Conflict;
            return Page();
        }

        // What may be passed on has changed: the items follow.
        if (id is not null && before.PassOn != source.PassOn)
            await follower.StartOverAsync(ct);
        await log.WriteAsync(id is null ? "source.add" : "source.change", visitors.Actor, new Subject("source", source.Id, source.Name), source.Address, ct);
        return Redirect($"/harvest/{source.Id}");
    }
}
