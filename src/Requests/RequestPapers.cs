using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Zhishu.Foundation;
using static Zhishu.Requests.RequestParty;
using static Zhishu.Requests.RequestState;

namespace Zhishu.Requests;

/// <summary>Files of a request: what the client gives, the result, contracts and papers of the acceptance.</summary>
internal sealed partial class RequestDesk
{
    /// <summary>Name of each kind of file.</summary>
    public static Bilingual LabelOf(string kind) => kind switch
    {
        "given" => new("补充附件", "Files of the client"),
        "result" => new("成果文件", "Files of the result"),
        "agreement" => new("委托协议", "Contract"),
        _ => new("验收材料", "Papers of the acceptance"),
    };

    /// <summary>Whether a side may add a file now.</summary>
    /// <param name="kind">Key of <see cref="Request.FileKinds"/>.</param>
    /// <param name="state">State of the request.</param>
    /// <param name="party">Who.</param>
    public static bool MayAdd(string kind, RequestState state, RequestParty party) => kind switch
    {
        "given" => party.HasFlag(Client) && state is Submitted or Returned or Quoted or InWork or HandingOver,
        "result" => party.HasFlag(Handler) && state == InWork,
        "agreement" => party != None && state is Quoted or InWork or HandingOver or Ending or Delivered or Accepted or Stopped,
        "acceptance" => party != None && state is Delivered or Accepted,
        _ => false,
    };

    /// <summary>Adds a file; the other side is told of contracts and papers, and of what the client adds.</summary>
    public async Task<Refusal?> AddFileAsync(Guid id, string kind, RequestParty party, IFormFile? upload, Actor actor, CancellationToken ct)
    {
        if (upload is null)
            return new("request.file", new("请选择文件", "Choose a file"));
        if (await files.TakeAsync(upload, ct) is var (ready, fault) && ready is null)
            return new("request.file", fault!.Value);
        return await db.ActAsync(id, async () =>
        {
            var requests = db.ServiceRequests;
            if (await requests.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } it)
                return new("request.gone", new("没有这件申请", "There is no such request"));
            if (!MayAdd(kind, it.State, party))
                return new("request.file", new($"现在的状态是“{RequestLifecycle.Table.Label(it.State).Zh}”，不能添加{LabelOf(kind).Zh}",
                    $"The state is “{RequestLifecycle.Table.Label(it.State).En}”: {LabelOf(kind).En} cannot be added"));
            var kept = await files.KeepAsync(db.Database.CurrentTransaction!.GetDbTransaction(), ready, Request.FileKinds[kind], id, actor, MostFiles, ct, id);
            if (kept.Fault is { } refused)
                return new("request.file", refused);
            var notice = party.HasFlag(Handler) && it.AccountId is { } client
                ? new ProcessNotice($"account:{client}", $"新的{LabelOf(kind).Zh}：{it.Code} {it.Title}", $"{LabelOf(kind).En}: {it.Code} {it.Title}", $"/requests/{id}")
                : TellMember(it, $"新的{LabelOf(kind).Zh}", LabelOf(kind).En);
            log.Record("request.file", actor, it.AsSubject(), after: new { kind, ready.Name }, notices: kind == "result" ? null : [notice]);
            return null;
        }, ct);
    }

    /// <summary>Takes a file of the result away that was in no result handed over; those stay as they were.</summary>
    public Task<Refusal?> RemoveFileAsync(Guid id, Guid file, CancellationToken ct) => db.ActAsync(id, async () =>
    {
        var (requests, versions) = (db.ServiceRequests, db.ResultVersions);
        if (!await requests.AnyAsync(row => row.Id == id && row.State == InWork, ct))
            return new("request.gone", new("现在不能删除成果文件", "Files of the result cannot be removed now"));
        if (await versions.AnyAsync(row => row.RequestId == id && row.Files.Contains(file), ct))
            return new("request.file", new("已提交过的成果文件保留在该版本中，不能删除", "A file that was handed over stays in its version"));
        await files.RemoveAsync(db.Database.CurrentTransaction!.GetDbTransaction(), file, Request.Results, id, ct);
        return null;
    }, ct);
}
