using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Zhishu.Cases;
using Zhishu.Enquiries.Roster;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory;

namespace Zhishu.Enquiries;

/// <summary>Takes questions in and finds who answers them: from who asks, or from staff who write one down while talking.</summary>
internal sealed class Asking(CaseDesk<Enquiry, EnquiryState, EnquiryAct, EnquiryParty> desk, AppDb db, Answerers answerers, SecretLinks links, Regions regions, ServiceCatalogue catalogue,
    WorkCalendar calendar, IOptions<HubOptions> options, TimeProvider clock)
{
    public const int LongestTitle = 100;

    /// <summary>Subjects: the categories of IP, and anything else.</summary>
    public static IReadOnlyDictionary<string, Bilingual> Subjects { get; } = Kinds.Categories
        .Append(KeyValuePair.Create(ServiceRouting.OtherSubject, new Bilingual("综合或其他"))).ToDictionary();

    /// <summary>What is filled in.</summary>
    public Fields Form => field ??= new(
        Field.Line("Title", new("The question in|想问什么（一句话）"), 4, LongestTitle),
        Field.Area("Text", new("具体情况"), 5, EnquiryKind.LongestText) with
        {
            Rows = 6,
            Hint = new("请勿填写未公开的技术内容和他人个人信息。"),
        },
        Field.Choice("Subject", new("类别"), Subjects) with { Empty = new("请选择") },
        Field.Region(new("所在地区"), code => regions.Find(code) is not null),
        Field.Choice("Item", new("服务事项"), catalogue.All.Where(service => !service.Code.EndsWith(".other", StringComparison.Ordinal))
            .ToDictionary(service => service.Code, service => Bilingual.Of(service.Zh, service.En))) with
        { Clean = code => code.Length > 0 ? code : ServiceRouting.Basic },
        Field.Choice("Client", new("咨询人类型（可不选）"), ClientKinds.All.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value))
            with
        { Optional = true, Empty = new("未说明") },
        Field.Line("Name", new("称呼（可不填）"), 0, 40),
        Field.Line("Phone", new("电话（可不填）"), 0, 30) with
        {
            Type = "tel",
            Clean = text => SafeText.Narrow(text).Trim(),
            Valid = SafeText.IsPhone,
            Fault = new("电话只含数字、加号、减号和括号，5 到 30 位"),
        },
        Field.Line("Email", new("邮箱（可不填，用于通知）"), 0, 254) with
        {
            Type = "email",
            Valid = Mailer.IsAddress,
            Fault = new("请输入有效的邮箱地址"),
        });

    /// <summary>The same with files, for who asks on the web.</summary>
    public Fields WebForm => field ??= new([.. Form, EnquiryKind.Files]);

    /// <summary>Takes a question in. The same sent twice from one session within minutes is one.</summary>
    /// <param name="input">The question, checked.</param>
    /// <param name="channel">Channel.</param>
    /// <param name="to">The member it is put to, or null to let the network find one.</param>
    /// <param name="asker">Account of who asks, or null.</param>
    /// <param name="actor">Who enters it: the asker, or staff for a caller.</param>
    /// <param name="at">The member at which staff take it down, or null.</param>
    /// <param name="session">Session of the sender.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(Enquiry? Enquiry, Refusal? Refusal)> AskAsync(
        FormInput input, string channel, Guid? to, Person? asker, Actor actor, Guid? at, string session, CancellationToken ct)
    {
        if (await desk.TakeAsync(input, ct) is { Refusal: { } wrong })
            return (null, wrong);
        var (now, sender) = (clock.GetUtcNow(), await links.KeyAsync($"sender:{actor.Account?.ToString() ?? actor.Address}", Guid.Empty, ct));
        var sending = Sending.Of(session, "enquiry", new { input.Texts, channel, to, at }, input.Files);
        return await desk.OpenAsync(SecretLinks.IdOf(sender), sending, () => new()
        {
            Id = Guid.CreateVersion7(now),
            Code = CaseCode.New("ZX"),
            Channel = channel,
            AccountId = asker?.Id,
            Sender = sender,
            Asker = input.Text("Name") is { Length: > 0 } name ? name : asker?.Name ?? "",
            Phone = input.Text("Phone"),
            Email = input.Text("Email") is { Length: > 0 } mail ? mail : asker?.Email ?? "",
            Region = input.Text("Region"),
            Subject = input.Text("Subject"),
            ItemCode = input.Text("Item"),
            ClientKind = ClientKinds.Read(input.Text("Client")),
            Title = input.Text("Title"),
            AskedAt = now,
        }, async (it, work) =>
        {
            var (enquiries, hour, most) = (db.Enquiries, now.AddHours(-1), options.Value.EnquiriesPerHour);
            if (at is null && await enquiries.CountAsync(row => row.Sender == sender && row.AskedAt > hour, ct) >= most)
                return new("enquiry.often", new($"一小时内最多提交 {most} 条咨询，请稍后再提，或拨打服务机构电话"));
            var candidates = at is null ? await answerers.AllAsync(ct) : [];
            if (to is { } wanted && candidates.All(candidate => candidate.Id != wanted))
                return new("enquiry.to", new("该机构暂不接受网上咨询，请让系统为您分派"));
            it.GiveTo(at ?? to ?? ServiceRouting.Choose(it.Region, it.Subject, it.ItemCode, candidates)?.Id, calendar.Due(now, EnquiryKind.Workdays));
            work.Tell(Desks.OwnerOf(it.OrganisationId), new($"新咨询：{it.Code} {it.Title}"));
            return await Answers.KeepAsync(it, it.Say(MessageKind.Asker, input.Text("Text"), new(asker?.Id, it.Asker, null), now).Id, work);
        }, input, actor, ct);
    }
}
