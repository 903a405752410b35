using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Cases;

/// <summary>What a kind of case puts on the workbench.</summary>
internal sealed class CaseWorkbench<TCase, TState, TAct, TWho>(CaseKind<TCase, TState, TAct, TWho> kind, CaseDesk<TCase, TState, TAct, TWho> desk, TimeProvider clock) : IWorkbenchPart
    where TCase : Case<TState>
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    private const int Most = 100;

    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        var items = new List<WorkItem>();
        foreach (var waiting in kind.Waits)
            items.AddRange((await desk.VisibleTo(person).Where(waiting.Of(person)).OrderBy(it => it.Id).Take(Most).ToListAsync(ct)).Select(it => new WorkItem(
                waiting.LabelOf?.Invoke(it) ?? waiting.Label, kind.NameOf(it),
                kind.AddressOf(it), ChinaTime.DayOf(kind.SinceOf(it) ?? clock.GetUtcNow()), kind.DueOf(it))));
        return new([.. items.OrderBy(item => item.Due)], [], [], kind.LinkFor(person) is { } link ? [link] : []);
    }
}

/// <summary>What somebody opened, in 我的.</summary>
internal sealed class CaseOwn<TCase, TState, TAct, TWho>(CaseKind<TCase, TState, TAct, TWho> kind, AppDb db, Visitors visitors, TimeProvider clock) : IMyPart
    where TCase : Case<TState>
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    private const int Most = 50;

    public async Task<MyContent?> ReadAsync(HttpContext context, CancellationToken ct)
    {
        if (kind is not { Own: { } own, Persons: { } persons } || visitors.Current is not { } person)
            return null;
        var rows = await db.Set<TCase>().AsNoTracking().Where(it => EF.Property<Guid?>(it, persons.Account) == person.Id).OrderByDescending(it => it.Id).Take(Most).ToListAsync(ct);
        return new(own.Order, own.Label,
            [.. rows.Select(it => new MyItem(kind.NameOf(it), kind.AddressOf(it), kind.Table.Label(it.State), kind.SinceOf(it) ?? clock.GetUtcNow()))], own.More);
    }
}

/// <summary>What a kind of case keeps about persons, by the columns that it names.</summary>
internal sealed class CasePersons<TCase, TState, TAct, TWho>(CaseKind<TCase, TState, TAct, TWho> kind, AppDb db, TimeProvider clock) : IPersonalData
    where TCase : Case<TState>
    where TState : struct, Enum
    where TAct : struct, Enum
    where TWho : struct, Enum
{
    public string Name => kind.Table.Name;

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        if (kind.Persons is not { } persons)
            return Array.Empty<object>();
        var rows = await db.Set<TCase>().AsNoTracking().Where(it => EF.Property<Guid?>(it, persons.Account) == account).ToListAsync(ct);
        return rows.Select(kind.GivenOf).ToList();
    }

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct)
    {
        if (kind.Persons is not { } persons)
            return Task.CompletedTask;
        var entity = db.Model.FindEntityType(typeof(TCase))!;
        string Column(string property) => entity.FindProperty(property)!.GetColumnName(StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema()))!;

        // The names come from the model and never from people.
        var forget = persons.Forget.Select(property => $"{Column(property)} = {(entity.FindProperty(property)!.IsNullable ? "null" : "''")}");
        var (table, whose) = ($"{entity.GetSchema()}.{entity.GetTableName()}", Column(persons.Account));
        var sql = $"{persons.Also}\nupdate {table} set {string.Join(", ", forget.Prepend($"{whose} = null"))} where {whose} = @account";
        return transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, new { account, now = clock.GetUtcNow() }, transaction, cancellationToken: ct));
    }
}
