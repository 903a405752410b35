using System.Data.Common;
using Dapper;
using Zhishu.Cases;
using Zhishu.Enquiries.Knowledge;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries.Demo;

/// <summary>Some enquiries, answers and a template for the demo network.</summary>
internal sealed class DemoEnquiries(Asking asking, CaseDesk<Enquiry, EnquiryState, EnquiryAct, EnquiryParty> desk, KnowledgeDesk knowledge, DemoPeople people, AppDb db, TimeProvider clock) : IDemoPart
{
    private static readonly (string Question, string Answer, string Subject)[] Entries =
    [
        ("商标注册证的有效期是多久，到期怎么续展？（示例）", "注册商标的有效期为**十年**，自核准注册之日起计算（商标法第三十九条）。\n\n- 期满前十二个月内办理续展；\n- 未办理的，可以在期满后六个月的宽展期内办理。\n\n办理入口见[官方业务办理入口](/resources/services)。", "trademark"),
        ("发明专利从申请到授权要经过哪些步骤？（示例）", "1. 受理申请\n2. 初步审查\n3. 满十八个月公布（可请求提前）\n4. 申请日起三年内请求实质审查\n5. 审查意见和答复\n6. 授权、登记和公告\n\n检索同类专利可以用[高级检索](/search/advanced)。", "patent"),
        ("怎样查询一件专利的法律状态？（示例）", "在[检索](/search)框输入申请号或公开号，打开记录即可看到法律事件；也可以在记录页选“跟踪法律状态”，有变化时通知您。\n\n法律状态以国家知识产权局登记簿为准。", "patent"),
    ];

    public async Task LoadAsync(CancellationToken ct)
    {
        if (await people.MemberOfAsync("outlet", ct) is not { } member
            || await people.FindAsync("outlet", Duty.Manager, ct, member) is not var (author, writes)
            || await people.FindAsync("shanghai", Duty.Recommender, ct, region: "31") is not var (officer, reviews) || await people.FindAsync("user", null, ct) is not var (user, asks))
            return;
        foreach (var (question, answer, subject) in Entries)
        {
            var id = Guid.CreateVersion7(clock.GetUtcNow());
            await knowledge.WriteAsync(id, member, null, new() { Question = question, Answer = answer, Subject = subject, Item = "basic.enquiry" }, submit: true, author, writes, ct);
            await knowledge.ReviewAsync(id, pass: true, null, officer, reviews, ct);
        }

        var answered = await AskAsync("外观设计专利的保护期限有多长（示例）", "我们准备申请产品外观，想了解保护期限。", member, user, asks, ct);
        if (answered is not null)
        {
            await desk.DoAsync(answered.Id, EnquiryAct.Answer, _ => EnquiryParty.Answerer, FormInput.Of(("text", "外观设计专利权的期限为十五年，自申请日起计算（专利法第四十二条）。")), writes, null, author, ct);
            await desk.DoAsync(answered.Id, EnquiryAct.Rate, _ => EnquiryParty.Asker, FormInput.Of(("rating", "5")), asks, null, user, ct);
        }

        await AskAsync("小微企业申请专利有哪些费用减缴（示例）", "我公司是小微企业，想了解费减备案的办法。", member, user, asks, ct);
        db.ChangeTracker.Clear();
        db.Templates.Add(new() { Id = Guid.CreateVersion7(clock.GetUtcNow()), OrganisationId = member, Title = "通用开头", Text = "{称呼}您好，您的咨询（{编号}）已由{机构}收到。", Revision = 1 });
        await db.SaveChangesAsync(ct);
    }

    public Task RemoveAsync(DbTransaction transaction, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(SqlFile.Read(typeof(DemoEnquiries).Assembly, "remove-demo"), transaction: transaction, cancellationToken: ct));

    private async Task<Enquiry?> AskAsync(string title, string text, Guid member, Person user, Actor actor, CancellationToken ct) =>
        (await asking.AskAsync(FormInput.Of(("Title", title), ("Text", text), ("Region", "31"), ("Subject", "patent"), ("Item", "basic.enquiry"), ("Client", nameof(ClientKind.SmallFirm))),
            "web", member, user, actor, null, "demo", ct)).Enquiry;
}
