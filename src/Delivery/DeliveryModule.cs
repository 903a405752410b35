using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Delivery.Orders;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Network;
using Zhishu.Records;

namespace Zhishu.Delivery;

/// <summary>Wiring of document delivery.</summary>
public static class DeliveryModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("delivery", typeof(DeliveryModule).Assembly);

    /// <summary>Registers the services; needs those of ServiceDirectory and Records.</summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        ProcessLabels.Add(
        [
            new("order.ask", new("提出请求", "asked")),
            new("order.late", new("逾期提醒", "late")),
            .. Enum.GetValues<OrderAct>().Select(act => KeyValuePair.Create($"order.{act.ToString().ToLowerInvariant()}", OrderLifecycle.Table.Label(act))),
            new("holding.add", new("添加馆藏", "holding added")),
            new("holding.remove", new("删除馆藏", "holding removed")),
        ]);
        return services
            .AddSingleton(DeliveryDb.Part)
            .AddSingleton<DeliveryFigures>()
            .AddSingleton(new RecordAction(40, new("文献传递", "Document delivery"), stored => $"/delivery/new?record={stored.Id}"))
            .AddScoped<IDemoPart, Demo.DemoHoldings>()
            .AddScoped<OrderDesk>()
            .AddScoped<IClockwork, OrderClock>()
            .AddScoped<IWorkbenchPart, OrderWork>()
            .AddScoped<IPersonalData, OrderPersons>();
    }

    /// <summary>Routes that are no pages.</summary>
    public static IEndpointRouteBuilder MapDelivery(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/delivery/copies/{id:guid}/{expires:long}/{key:length(24)}", async (Guid id, long expires, string key, OrderDesk desk, HttpContext context, CancellationToken ct) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return expires is > 0 and < 253_402_300_799 && await desk.FetchAsync(id, expires, key, ct) is { } found
                ? Results.File(found.Content, found.File.MediaType, found.File.Name) : Results.NotFound();
        }).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/delivery.{format}", (string format, string? way, string? state, AppDb db, NetworkRegister register, DeliveryFigures figures,
            Visitors visitors) => visitors.Signed is { Organisations.Count: 0, Offices.Count: 0 } ? Results.NotFound()
            : TableFile.Answer(format, "delivery", [Lang.T("编号", "Code"), Lang.T("状态", "State"), Lang.T("类型", "Kind"), Lang.T("文献", "Document"),
            Lang.T("用途", "Purpose"), Lang.T("提出", "Asked"), Lang.T("期限", "Due"), Lang.T("提供", "Supplied"), Lang.T("评价", "Rating")],
                new ListModel(db, register, figures, visitors).Ask(way, state).OrderBy(row => row.AskedAt).AsAsyncEnumerable()
                    .Select(row => (IReadOnlyList<string>)[row.Code, OrderLifecycle.Table.Label(row.State).ToString(),
                    OrderLifecycle.Kinds[row.Kind].ToString(), row.Citation, row.Purpose, ChinaTime.Show(row.AskedAt), ChinaTime.Show(row.DueAt),
                    row.SuppliedAt is { } at ? ChinaTime.Show(at) : "", row.Rating?.ToString(CultureInfo.InvariantCulture) ?? ""]))).RequireAuthorization().ExcludeFromDescription();
        return routes;
    }
}

/// <summary>What document delivery puts on the workbench.</summary>
internal sealed class OrderWork(AppDb db) : IWorkbenchPart
{
    public async Task<WorkbenchContent> ReadAsync(Person person, CancellationToken ct)
    {
        if (person.Organisations.Count == 0)
            return new([], [], [], []);
        var (orders, own) = (db.Orders, person.Organisations);
        var rows = await orders.AsNoTracking()
            .Where(row => row.SupplierId != null && own.Contains(row.SupplierId.Value)
            && (row.State == OrderState.RequestReceived || row.State == OrderState.ExpectToSupply || row.State == OrderState.WillSupply)).OrderBy(row => row.DueAt).Take(100).ToListAsync(ct);
        return new([.. rows.Select(row => new WorkItem(new("文献传递待提供", "Document to supply"), row.Code, $"/delivery/{row.Id}", ChinaTime.DayOf(row.AskedAt),
            ChinaTime.DayOf(row.DueAt)))], [], [], [new(9, "/delivery", new("文献传递", "Document delivery"))]);
    }
}

/// <summary>Who asked for documents: staff of members, by name.</summary>
internal sealed class OrderPersons(AppDb db) : IPersonalData
{
    public string Name => "delivery";

    public async Task<object> ExportAsync(Guid account, CancellationToken ct)
    {
        var orders = db.Orders;
        return (await orders.AsNoTracking().Where(row => row.AccountId == account).ToListAsync(ct)).Select(row => new { row.Code, row.Citation, row.Purpose, row.State, row.AskedAt }).ToList();
    }

    public Task EraseAsync(Guid account, DbTransaction transaction, CancellationToken ct) => transaction.Connection!.ExecuteAsync(new CommandDefinition(
        "update delivery.document_order set account_id = null, by_name = '' where account_id = @account", new { account }, transaction, cancellationToken: ct));
}
