using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Cases;
using Zhishu.Foundation;
using Zhishu.Identity;
using Zhishu.Records;
using Zhishu.ServiceDirectory;

namespace Zhishu.Delivery;

/// <summary>Wiring of document delivery.</summary>
public static class DeliveryModule
{
    /// <summary>The schema files of this module.</summary>
    public static SchemaSource Schema { get; } = new("delivery", typeof(DeliveryModule).Assembly);

    /// <summary>Registers the services; needs those of ServiceDirectory and Records.</summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        ProcessLabels.Add([new("holding.add", new("添加馆藏")), new("holding.remove", new("删除馆藏"))]);
        return services
            .AddSingleton(DeliveryDb.Part)
            .AddSingleton<DeliveryFigures>()
            .AddSingleton(new WaitingCases("""
                select supplier_id, 'basic.delivery', 'web', 'delivery', null, organisation.region, asked_at, due_at
                from delivery.document_order join network.organisation on organisation.id = requester_id
                where supplier_id is not null and state in ('RequestReceived', 'ExpectToSupply', 'WillSupply')
                """))
            .AddSingleton(new RecordAction(40, new("文献传递"), stored => $"/delivery/new?record={stored.Id}"))
            .AddScoped<IDemoPart, Demo.DemoHoldings>()
            .AddScoped<Holders>()
            .AddScoped<Copies>()
            .AddCase<OrderKind, Order, OrderState, OrderAct, OrderParty>();
    }

    /// <summary>Routes that are no pages.</summary>
    public static IEndpointRouteBuilder MapDelivery(this IEndpointRouteBuilder routes)
    {
        routes.MapCase<Order, OrderState, OrderAct, OrderParty>(person => person.Organisations.Count > 0 || person.Offices.Count > 0);
        routes.MapGet("/delivery/copies/{id:guid}/{expires:long}/{key:length(24)}", async (
            Guid id, long expires, string key, Copies copies, HttpContext context, CancellationToken ct) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return expires is > 0 and < 253_402_300_799 && await copies.FetchAsync(id, expires, key, ct) is { } found
                ? Results.File(found.Content, found.File.MediaType, found.File.Name) : Results.NotFound();
        }).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }
}
