using System.Data.Common;
using Dapper;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;

namespace Zhishu.Resources.Demo;

/// <summary>Some resources for the demo network; the ways to the official systems are real.</summary>
internal sealed class DemoResources(
    ResourceCase cases, CaseDesk<Resource, ResourceState, ResourceAct, ResourceParty> desk, ResourceKinds kinds, DemoPeople people, NetworkRegister register, TimeProvider clock) : IDemoPart
{
    private static readonly (string Title, string Category, string Step, string Url)[] Entries =
    [
        ("专利业务办理系统", "专利", "申请", "https://cponline.cnipa.gov.cn/"),
        ("商标网上服务系统", "商标", "申请", "https://sbj.cnipa.gov.cn/"),
        ("国家知识产权局政务服务平台", "地理标志", "申请", "https://www.cnipa.gov.cn/"),
        ("国家知识产权公共服务网", "专利", "查询", "https://ggfw.cnipa.gov.cn/"),
    ];

    public async Task LoadAsync(CancellationToken ct)
    {
        if (await people.MemberOfAsync("outlet", ct) is not { } id || await register.FindAsync(id, ct) is not { } member
            || await people.FindAsync("outlet", Duty.Manager, ct, id) is not var (author, writes)
            || await people.FindAsync("shanghai", Duty.Recommender, ct, region: "31") is not var (officer, reviews)
            || await people.FindAsync("national", Duty.National, ct) is not var (nation, decides))
            return;
        foreach (var (title, category, step, url) in Entries)
            await PublishAsync("entry", null, ResourceKinds.Nation, nation, decides, Input(title, "官方系统，在新页面办理。", "", url, ("category", category), ("step", step)), ct);
        await PublishAsync("notice", null, "31", officer, reviews, Input("关于征集优秀实践的通知（示例）", "面向本市节点、网点征集知识产权信息服务优秀实践。", "请于月底前在线提交。", "", ("number", ""), ("issuer", "上海市知识产权局（示例）")), ct);
        var practice = await WriteAsync("practice", member, member.Region, writes,
            Input("把专利导航送进园区（示例）", "图书馆与园区共建服务点，一年服务企业三十家。", "## 做法\n\n1. 每周驻点\n2. 分级培训\n3. 共享检索平台",
            "", ("problem", "园区企业不会用专利信息"), ("effect", "服务企业 30 家，形成导航报告 6 份"), ("reuse", "驻点排班表、培训课件可直接取用")), ct);
        foreach (var (act, person, actor) in new[] { (ResourceAct.Submit, author, writes), (ResourceAct.Forward, officer, reviews), (ResourceAct.Publish, nation, decides) })
            await DoAsync(practice, act, person, actor, ct);
        var platform = await WriteAsync("platform", member, member.Region, writes,
            Input("生物医药专题数据库（示例）", "立项通报：拟建面向长三角的生物医药专利专题数据库。", "", "", ("type", "专题数据库"), ("stage", "拟建（立项通报）"), ("scope", "生物医药领域中国和主要国家专利"), ("sharing", "免费开放检索"),
            ("builder", member.Name), ("budget", "80"), ("funds", "自筹资金"), ("begin", Day(60)), ("finish", Day(240)), ("person", "信息部主任（示例）"),
            ("consultFrom", Day(0)), ("consultUntil", Day(14))), ct);
        await DoAsync(platform, ResourceAct.Submit, author, writes, ct);
    }

    public Task RemoveAsync(DbTransaction transaction, CancellationToken ct) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(SqlFile.Read(typeof(DemoResources).Assembly, "remove-demo"), transaction: transaction, cancellationToken: ct));

    private string Day(int days) => clock.Today().AddDays(days).ToString("O");

    private static FormInput Input(string title, string summary, string body, string url, params (string Name, string Value)[] fields) => FormInput.Of(
        [("Title", title), ("Summary", summary), ("Body", body), ("Subject", "other"), ("Url", url), .. fields.Select(field => ($"Fields[{field.Name}]", (string?)field.Value))]);

    private async Task PublishAsync(string kind, Organisation? member, string region, Person person, Actor actor, FormInput input, CancellationToken ct) =>
        await DoAsync(await WriteAsync(kind, member, region, actor, input, ct), ResourceAct.Publish, person, actor, ct);

    private Task<ActResult> DoAsync(Guid id, ResourceAct act, Person person, Actor actor, CancellationToken ct) =>
        desk.DoAsync(id, act, it => cases.PartyOf(it, person), FormInput.Empty, actor, null, person, ct);

    private async Task<Guid> WriteAsync(string kind, Organisation? member, string region, Actor actor, FormInput input, CancellationToken ct) =>
        (await desk.OpenAsync(member?.Id ?? actor.Account!.Value, Sending.Of("demo", "resource", input.Texts),
            () => Resource.Of(kinds.Find(kind)!, member, region, input, actor, clock.GetUtcNow()), (_, _) => CaseWork<ResourceState>.Done, input, actor, ct)).Case!.Id;
}
