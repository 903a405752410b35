using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network.Register;

namespace Zhishu.Network.Import;

/// <summary>What becomes of a row.</summary>
internal enum RowOutcome
{
    Added,
    Changed,
    Same,
    Refused,
}

/// <summary>A row with what becomes of it.</summary>
internal sealed record ImportedRow(int Line, string Name, RowOutcome Outcome, string Note);

/// <summary>
/// Brings organisations and memberships in from a table. Run dry it tells what would happen; applied it does the same in one
/// transaction, so that a file comes in whole (its good rows) or not at all. Cells that are empty leave what is there.
/// </summary>
internal sealed class OrganisationImport(AppDb db, NetworkRegister register, TimeProvider clock)
{
    public async Task<(IReadOnlyList<ImportedRow> Rows, Bilingual? Fault)> RunAsync(byte[] content, Person person, Actor actor, bool apply, CancellationToken ct)
    {
        var (rows, fault) = OrganisationTable.Read(content);
        if (fault is not null)
            return ([], fault);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var codes = rows.Select(row => CreditCode.Read(row.Cells.GetValueOrDefault("统一社会信用代码")) ?? "").ToList();
        var (organisations, memberships) = (db.Organisations, db.Memberships);
        var known = await organisations.Where(row => row.VerifiedAt != null && codes.Contains(row.CreditCode)).ToDictionaryAsync(row => row.CreditCode, ct);
        var ids = known.Values.Select(row => row.Id).ToList();
        var held = (await memberships.Where(row => ids.Contains(row.OrganisationId)).ToListAsync(ct)).GroupBy(row => row.OrganisationId).ToDictionary(group => group.Key, group => group.ToList());
        var report = new List<ImportedRow>();
        foreach (var (line, cells) in rows)
        {
            var (outcome, note) = await RowAsync(cells, known, held, person, actor, ct);
            report.Add(new(line, cells.GetValueOrDefault("名称", ""), outcome, note?.ToString() ?? ""));
        }

        if (apply)
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return (report, null);
    }

    private async Task<(RowOutcome, Bilingual?)> RowAsync(IReadOnlyDictionary<string, string> cells, Dictionary<string, Organisation> known,
        Dictionary<Guid, List<Membership>> held, Person person, Actor actor, CancellationToken ct)
    {
        string? Cell(string heading) => cells.GetValueOrDefault(heading) is { Length: > 0 } text ? text : null;
        var code = CreditCode.Read(Cell("统一社会信用代码"));
        var present = code is null ? null : known.GetValueOrDefault(code);
        var was = present?.Data ?? new OrganisationData();
        if (Read(Cell("机构性质"), was.LegalForm, (LegalForm form) => form.Label()) is not { } form)
            return (RowOutcome.Refused, new($"不认识的机构性质“{Cell("机构性质")}”"));
        if (Read(Cell("机构类别"), was.Kind, (OrganisationKind kind) => kind.Label()) is not { } kind)
            return (RowOutcome.Refused, new($"不认识的机构类别“{Cell("机构类别")}”"));
        var sector = Cell("行业") is { } named ? Sectors.All.FirstOrDefault(pair => pair.Key == named || pair.Value.Zh == named).Key ?? named : was.Sector;
        var data = was with
        {
            CreditCode = code ?? Cell("统一社会信用代码") ?? "",
            CreditCodeConfirmed = Cell("信用代码经核对") is { } compared ? IsYes(compared) : was.CreditCodeConfirmed,
            Name = Cell("名称") ?? was.Name,
            LegalForm = form,
            Kind = kind,
            LegalPerson = Cell("独立法人") is { } legal ? IsYes(legal) : was.LegalPerson,
            Region = Cell("地区代码") ?? was.Region,
            Sector = sector,
            Address = Cell("地址") ?? was.Address,
            Principal = Cell("负责人") ?? was.Principal,
            PrincipalPost = Cell("负责人职务") ?? was.PrincipalPost,
            Contact = Cell("联系人") ?? was.Contact,
            ContactPost = Cell("联系人职务") ?? was.ContactPost,
            Phone = Cell("电话") ?? was.Phone,
            Email = Cell("邮箱") ?? was.Email,
            Website = Cell("网址") ?? was.Website,
        };
        if (!person.MayPlace(data.Region, data.Sector) || (present is not null && !person.IsOfficerOf(present)))
            return (RowOutcome.Refused, new("不在您的辖区或行业内"));
        if (present is not null && held.GetValueOrDefault(present.Id, [])
            .Exists(row => row.Kind == MemberKind.NationalOutlet && row.IsInForce(clock.Today())) && (data with { Categories = [] }) != (was with { Categories = [] }))
            return (RowOutcome.Refused, new("已备案网点的信息须通过变更报备修改（第十条）"));
        var (membership, wrong) = ReadMembership(cells, person, data);
        if (wrong is not null)
            return (RowOutcome.Refused, wrong);
        var outcome = RowOutcome.Same;
        if (present is null)
        {
            (present, var faults) = await register.AddAsync(data, actor, verified: true, demo: false, ct);
            if (present is null)
                return (RowOutcome.Refused, Tell(faults));
            known[present.CreditCode] = present;
            outcome = RowOutcome.Added;
        }
        else
        {
            var revision = present.Revision;
            var faults = register.Change(present, data, actor);
            if (faults.Count > 0)
                return (RowOutcome.Refused, Tell(faults));
            if (present.Revision != revision)
                outcome = RowOutcome.Changed;
        }

        if (membership is { } wanted && !held.GetValueOrDefault(present.Id, []).Exists(row => row.Kind == wanted.Kind && row.IsInForce(wanted.From)))
        {
            var parent = CreditCode.Read(Cell("支撑节点信用代码")) is { } parentCode ? known.GetValueOrDefault(parentCode) ?? await register.FindByCodeAsync(parentCode, ct) : null;
            var entered = register.Enter(present, wanted.Kind, Cell("编号"), parent?.Id, wanted.From, wanted.Until, wanted.Source, actor);
            if (!held.TryGetValue(present.Id, out var list))
                held[present.Id] = list = [];
            list.Add(entered);
            outcome = outcome == RowOutcome.Added ? outcome : RowOutcome.Changed;
        }

        return (outcome, null);
    }

    private static ((MemberKind Kind, DateOnly From, DateOnly? Until, string Source)?, Bilingual?) ReadMembership(IReadOnlyDictionary<string, string> cells, Person person, OrganisationData data)
    {
        if (cells.GetValueOrDefault("成员类型") is not { Length: > 0 } named)
            return (null, null);
        if (Kinds.Read<MemberKind>(named, kind => kind.Label()) is not { } member)
            return (null, new($"不认识的成员类型“{named}”"));
        if (member == MemberKind.NationalOutlet)
            return (null, new("国家网点经备案产生，不能导入"));
        if (!person.MayGrant(member, data.Region, data.Sector))
            return (null, new("这一类型的成员身份不由您的部门登记"));
        if (!Day(cells.GetValueOrDefault("起始日期"), out var from) || from is null)
            return (null, new("起始日期应写成 2026-01-31 的样子"));
        if (!Day(cells.GetValueOrDefault("截止日期"), out var until) || until < from)
            return (null, new("截止日期有误或早于起始日期"));
        return cells.GetValueOrDefault("依据文件") is { Length: > 0 and <= 200 } source
            ? ((member, from.Value, until, source), null)
            : (null, new("成员身份须有依据文件（不超过 200 字）"));
    }

    private static bool IsYes(string cell) => cell is "是" or "1" or "true" or "yes";

    private static bool Day(string? text, out DateOnly? day)
    {
        day = null;
        if (string.IsNullOrEmpty(text))
            return true;
        var right = DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy/M/d", "yyyyMMdd", "yyyy年M月d日"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var read);
        day = right ? read : null;
        return right;
    }

    private static T? Read<T>(string? text, T was, Func<T, Bilingual> label)
        where T : struct, Enum => text is null ? was : Kinds.Read(text, label);

    private static Bilingual Tell(IReadOnlyDictionary<string, Bilingual> faults) =>
        Bilingual.Join(new("；"), faults.Select(fault => Bilingual.Of($"{fault.Key} {fault.Value.Zh}", $"{fault.Key} {fault.Value.En}")));
}
