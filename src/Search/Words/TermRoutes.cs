using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;

namespace Zhishu.Search.Words;

/// <summary><c>/search/terms.csv</c>: the table to take away, as <c>terms import</c> reads it.</summary>
internal static class TermRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/search/terms.csv", FileAsync).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> FileAsync(Terms terms, CancellationToken ct) => TableFile.Answer("csv", "terms", Terms.Head, await terms.ExportAsync(ct));
}
