using System.Data.Common;
using Dapper;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Requests.Board;

namespace Zhishu.Requests.Demo;

/// <summary>A request, a need and an offer for the demo network.</summary>
internal sealed class DemoRequests(RequestDesk desk, RequestActs acts, RequestTypes types, BoardDesk board, DemoPeople people) : IDemoPart
{
    public async Task LoadAsync(CancellationToken ct)
    {
        if (await people.MemberOfAsync("outlet", ct) is not { } member || await people.FindAsync("outlet", Duty.Manager, ct, member) is not var (_, works)
            || await people.FindAsync("user", null, ct) is not var (user, asks) || await people.FindAsync("applicant", null, ct) is not var (other, offers))
            return;
        var input = FormInput.Of(("Title", "储能电池热管理技术查新（示例）"), ("Employer", "示例新能源有限公司"), ("ClientKind", "SmallFirm"), ("Phone", "021-00000000"), ("Region", "31"),
            ("To", member.ToString()), ("a-technology", "储能电池簇的液冷热管理结构"), ("a-purpose", "查新"), ("a-scope", "中国，近十年"));
        if ((await acts.AskAsync(desk, types.Find("search")!, input, [], user, asks, "demo", ct)).Request is { } made)
            await desk.DoAsync(made.Id, RequestAct.Quote, _ => RequestParty.Handler, FormInput.Of(("Amount", "0"), ("Days", "7"), ("Text", "检索报告一份，免费。")), works, null, null, ct);
        await PostAsync(PostSide.Need, "寻求电池液冷板密封技术（示例）", "我们生产储能系统，希望引进或合作开发液冷板密封技术。", user, asks, ct);
        await PostAsync(PostSide.Offer, "可许可：电池热管理专利组合（示例）", "围绕电池液冷和热失控防护的专利组合，可普通许可。", other, offers, ct);
    }

    public Task RemoveAsync(DbTransaction transaction, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(SqlFile.Read(typeof(DemoRequests).Assembly, "remove-demo"), transaction: transaction, cancellationToken: ct));

    private async Task PostAsync(PostSide side, string title, string text, Person person, Actor actor, CancellationToken ct)
    {
        var input = FormInput.Of(("Title", title), ("Text", text), ("Employer", "示例新能源有限公司"), ("Contact", "021-00000000（示例）"), ("Region", "31"), ("Industry", "38"),
            ("Technology", "H01M"));
        await board.PostAsync(side, input, person, actor, "demo", ct);
    }
}
