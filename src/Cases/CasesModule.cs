using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhishu.Foundation;
using Zhishu.Identity;

namespace Zhishu.Cases;

/// <summary>Wiring of the kinds of case: what a kind declares becomes desk, files, workbench, clock and personal data.</summary>
public static class CasesModule
{
    /// <summary>Registers a kind of case with all that follows from it.</summary>
    /// <typeparam name="TKind">The kind.</typeparam>
    /// <typeparam name="TCase">The case.</typeparam>
    /// <typeparam name="TState">Its states.</typeparam>
    /// <typeparam name="TAct">What is done with it.</typeparam>
    /// <typeparam name="TWho">Who does it; flags.</typeparam>
    public static IServiceCollection AddCase<TKind, TCase, TState, TAct, TWho>(this IServiceCollection services)
        where TKind : CaseKind<TCase, TState, TAct, TWho>
        where TCase : Case<TState>
        where TState : struct, Enum
        where TAct : struct, Enum
        where TWho : struct, Enum => services
            .AddScoped<TKind>()
            .AddScoped<CaseKind<TCase, TState, TAct, TWho>>(provider => provider.GetRequiredService<TKind>())
            .AddScoped<IStateMachine>(provider => provider.GetRequiredService<TKind>().Table)
            .AddScoped<CaseDesk<TCase, TState, TAct, TWho>>()
            .AddScoped<IClockwork, CaseClock<TCase, TState, TAct, TWho>>()
            .AddScoped<IWorkbenchPart, CaseWorkbench<TCase, TState, TAct, TWho>>()
            .AddScoped<IMyPart, CaseOwn<TCase, TState, TAct, TWho>>()
            .AddScoped<IPersonalData, CasePersons<TCase, TState, TAct, TWho>>();

    /// <summary>Maps the files of a list (<c>/delivery.csv</c>, <c>.xlsx</c>, <c>.json</c>: rows and columns of its page) and names its acts for histories.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="mayRead">Who may read the list at all.</param>
    /// <typeparam name="TCase">The case.</typeparam>
    /// <typeparam name="TState">Its states.</typeparam>
    /// <typeparam name="TAct">What is done with it.</typeparam>
    /// <typeparam name="TWho">Who does it; flags.</typeparam>
    public static void MapCase<TCase, TState, TAct, TWho>(this IEndpointRouteBuilder routes, Func<Person, bool> mayRead)
        where TCase : Case<TState>
        where TState : struct, Enum
        where TAct : struct, Enum
        where TWho : struct, Enum
    {
        using var scope = routes.ServiceProvider.CreateScope();
        var declared = scope.ServiceProvider.GetRequiredService<CaseKind<TCase, TState, TAct, TWho>>();
        ProcessLabels.Add(
        [
            new($"{declared.Table.Name}.{declared.Opening.Code}", declared.Opening.Label),
            new($"{declared.Table.Name}.late", new("逾期提醒")),
            .. Enum.GetValues<TAct>().Select(act => KeyValuePair.Create($"{declared.Table.Name}.{CaseNames.Of(act)}", declared.Table.Label(act))),
        ]);
        routes.MapGet(declared.ListPath + ".{format}",
            (string format, CaseKind<TCase, TState, TAct, TWho> kind, CaseDesk<TCase, TState, TAct, TWho> desk, Visitors visitors, HttpRequest request) =>
                mayRead(visitors.Signed) ? kind.List.File(desk.ListedFor(visitors.Signed), request.Query, format) : Results.NotFound())
            .RequireAuthorization().ExcludeFromDescription();
    }
}
