using Microsoft.EntityFrameworkCore;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.ServiceDirectory.Items;

namespace Zhishu.ServiceDirectory.Lookups;

/// <summary>Services that staff note by hand: entered, corrected, struck out and put back, each with its trace in the audit trail.</summary>
internal sealed class LookupDesk(AppDb db, ServiceBook book, ServiceCatalogue catalogue, Regions regions, ProcessLog log, TimeProvider clock)
{
    /// <summary>What it is called among the sources of records.</summary>
    public const string Kind = "lookup";

    /// <summary>Kind of its subject in the audit trail.</summary>
    public const string SubjectKind = "service-record";

    private const int LongestReason = 200;

    public static Refusal Gone { get; } = new("service.gone", new("没有这条记录"));

    private static Refusal Faulty { get; } = new("service.faults", new("请改正标出的内容"));

    /// <summary>Enters one. The same form sent twice makes one record.</summary>
    /// <param name="member">The member that gave it.</param>
    /// <param name="key">Key of the form; one is made when it is none of its own.</param>
    /// <param name="input">What was typed.</param>
    /// <param name="actor">Who.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(Refusal? Refusal, Dictionary<string, Bilingual> Faults)> EnterAsync(Organisation member, Guid key, LookupInput input, Actor actor, CancellationToken ct)
    {
        var made = new ServiceRecord { SourceKind = Kind };
        var faults = input.Write(made, catalogue, regions, clock.GetUtcNow());
        if (faults.Count > 0)
            return (Faulty, faults);
        return (await db.ActAsync(key, async () =>
        {
            var id = key;
            if (key == Guid.Empty || await FindAsync(key, ct) is not null)
            {
                // Sent again with the same values it is the same service; with others, another one.
                if (key != Guid.Empty && await FindAsync(key, ct) is { } known && known.OrganisationId == member.Id
                    && SeenForm.MarkOf(LookupInput.Of(known)) == SeenForm.MarkOf(LookupInput.Of(made)))
                    return null;
                id = Guid.CreateVersion7(clock.GetUtcNow());
            }

            await book.EnterAsync(new(member.Id, Kind, id, made.ItemCode, made.Channel, actor.Name, made.BeganAt, made.EndedAt, "given")
            {
                Persons = made.Persons,
                Minutes = made.Minutes,
                Region = made.Region,
                Client = made.ClientKind,
                ByHand = true,
            }, ct);
            log.Record("service.enter", actor, SubjectOf(made, id, member.Id), after: LookupInput.Of(made));
            return null;
        }, ct), faults);
    }

    /// <summary>Corrects one, with the reason; what was there before stays in the trail.</summary>
    public async Task<(Refusal? Refusal, Dictionary<string, Bilingual> Faults)> CorrectAsync(Guid source, LookupInput input, string? seen, string? reason,
        Actor actor, CancellationToken ct)
    {
        var faults = new Dictionary<string, Bilingual>();
        var refusal = await ActAsync(source, reason, row =>
        {
            if (row.StruckAt is not null)
                return new("service.struck", new("已划销的记录不能更正，请先恢复"));
            var before = LookupInput.Of(row);
            if (SeenForm.IsStale(seen, before))
                return SeenForm.Changed;
            faults = input.Write(row, catalogue, regions, clock.GetUtcNow());
            if (faults.Count > 0)
                return Faulty;
            log.Record("service.correct", actor, SubjectOf(row, source, row.OrganisationId), reason!.Trim(), before, LookupInput.Of(row));
            return null;
        }, ct);
        return (refusal, faults);
    }

    /// <summary>Strikes one out, so that it counts nowhere, or puts it back.</summary>
    public Task<Refusal?> StrikeAsync(Guid source, bool struck, string? reason, Actor actor, CancellationToken ct) => ActAsync(source, reason, row =>
    {
        if (row.StruckAt is not null == struck)
            return Refusal.Conflict;
        row.StruckAt = struck ? clock.GetUtcNow() : null;
        log.Record(struck ? "service.strike" : "service.restore", actor, SubjectOf(row, source, row.OrganisationId), reason!.Trim(), new { struck = !struck }, new { struck });
        return null;
    }, ct);

    private Task<Refusal?> ActAsync(Guid source, string? reason, Func<ServiceRecord, Refusal?> act, CancellationToken ct) => db.ActAsync(source, async () =>
    {
        if (await FindAsync(source, ct) is not { } row)
            return Gone;
        if (SafeText.Line(reason).Length is < 2 or > LongestReason)
            return new("service.reason", new($"请用 2 到 {LongestReason} 个字写明理由"));
        if (ChinaTime.DayOf(row.EndedAt) < LookupInput.Earliest(clock.Today()))
            return new("service.reported", new("这条记录所在年度的报告已经到期，不能再更改"));
        if (act(row) is { } refusal)
            return refusal;
        row.Revision++;
        return null;
    }, ct);

    private Task<ServiceRecord?> FindAsync(Guid source, CancellationToken ct)
    {
        var records = db.ServiceRecords;
        return records.FirstOrDefaultAsync(row => row.SourceKind == Kind && row.SourceId == source && row.ByHand, ct);
    }

    private Subject SubjectOf(ServiceRecord row, Guid source, Guid member) =>
        new(SubjectKind, source, $"{ChinaTime.DayOf(row.EndedAt):O} {catalogue.Find(row.ItemCode)?.Zh ?? row.ItemCode}", member);
}
