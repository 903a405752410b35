using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Zhishu.Foundation;
using Zhishu.Records;
using Zhishu.Search.Find;
using Zhishu.Search.Query;

namespace Zhishu.Search.Numbers;

/// <summary>Numbers to look up, in any spelling, of applications, publications and registrations.</summary>
internal sealed record NumbersAsked(IReadOnlyList<string?>? Numbers);

/// <summary>What was found for each number, in the order of the question.</summary>
internal sealed record NumbersAnswer(int Asked, int Found, int Missing, IReadOnlyList<NumberAnswer> Numbers);

/// <summary>A number as it was given and as it was read (<c>form</c>: cnApplication, cnPublication, usPublication …; other where the form is not known), and the records that have it.</summary>
internal sealed record NumberAnswer(string Given, string? Read, string? Form, IReadOnlyList<NumberMatch> Found);

/// <summary>A record that has the number: <c>own</c>, the one that identifies it, or that of a <c>publication</c>.</summary>
internal sealed record NumberMatch(string As, HitAnswer Record);

/// <summary><c>/api/v1/numbers</c>: many numbers at once.</summary>
internal static class NumbersApi
{
    private const int Most = 1000;
    private const int Longest = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/numbers", FindAsync)
        .AllowAnonymous()
        .DisableAntiforgery()
        .WithName("LookUpNumbers")
        .WithTags("records")
        .WithSummary("号码批量查询 · Look up many numbers")
        .WithDescription(
            "正文为 {\"numbers\": [\"CN202210123456.X\", \"ZL 2022 1 0123456.X\", …]}，至多 1,000 个，写法不限；逐个给出如何识别、找到哪些记录（own 为记录本身的号码，publication 为其公开公告号）。"
            + " The body is {\"numbers\": […]} with 1,000 numbers at most in any spelling. Each is answered with how it was read and which records have it: own, the number that "
            + "identifies the record, or that of a publication.")
        .Takes([QuestionParameters.Page.First(one => one.Name == "fields"), QuestionParameters.Question.First(one => one.Name == "lang")])
        .Accepts<NumbersAsked>("application/json")
        .Produces<NumbersAnswer>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<IResult> FindAsync(HttpContext context, NumberList list, CancellationToken ct)
    {
        static IResult Wrong(string name, Bilingual why) => SearchApi.Wrong(new(name, new(0, 0, why)));
        if (!context.Request.HasJsonContentType())
            return Results.Problem(Lang.T("应以 application/json 发送"), statusCode: StatusCodes.Status415UnsupportedMediaType, title: Lang.T("请求有误"));
        if (context.Request.Query.Keys.FirstOrDefault(name => name is not ("fields" or "lang")) is { } unknown)
            return Wrong(SafeText.Line(unknown), new($"没有参数 {SafeText.Line(unknown)}；可用：{Bilingual.List(["fields", "lang"])}"));
        var (fields, fault) = HitFields.Read(context.Request.Query["fields"]);
        if (fault is not null)
            return SearchApi.Wrong(fault);
        NumbersAsked? asked;
        try
        {
            asked = await JsonSerializer.DeserializeAsync<NumbersAsked>(context.Request.Body, HitFields.Json, ct);
        }
        catch (JsonException)
        {
            asked = null;
        }

        if (asked?.Numbers is not { Count: > 0 } given || given.Any(number => string.IsNullOrWhiteSpace(number)))
            return Wrong("numbers", new("正文应为 JSON 对象，numbers 为一个或多个号码的数组，每个号码为非空字符串"));
        if (given.Count > Most)
            return Wrong("numbers", new($"一次最多 {Most:N0} 个号码，现有 {given.Count:N0} 个"));
        if (given.FirstOrDefault(number => number!.Length > Longest) is { } tooLong)
            return Wrong("numbers", new($"号码最长 {Longest} 个字符：“{SafeText.Line(tooLong[..20])}…”"));
        var numbers = given.Select(number => SafeText.Line(number)).ToList();
        var rows = await list.FindAsync([.. numbers.Distinct()], ct);
        var answers = rows.ToDictionary(row => row.Given, Answer);
        var answer = new NumbersAnswer(numbers.Count, numbers.Count(number => answers[number].Found.Count > 0), numbers.Count(number => answers[number].Found.Count == 0),
            [.. numbers.Select(number => answers[number])]);
        return Results.Json(HitFields.Narrow(answer, fields), HitFields.Json);
    }

    private static NumberAnswer Answer(NumberRow row)
    {
        var spellings = FieldValues.Spellings(row.Given);
        var read = RecordNumber.ParsePatent(row.Given);
        return new(row.Given, spellings.FirstOrDefault(), read is { } known ? JsonNamingPolicy.CamelCase.ConvertName(known.Form.ToString()) : null,
            [.. row.Found.Select(stored => new NumberMatch(spellings.Contains(stored.Record.Number) ? "own" : "publication", HitAnswer.Of(stored)))]);
    }
}
