using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Zhishu.Foundation;

namespace Zhishu.App.Operating;

/// <summary>Completes the description of the API: what routes say of their parameters, tags, the key, limits, and a schema for every answer.</summary>
internal static class ApiDescription
{
    private const string Key = "ApiKey";
    private const string TooMany = "TooManyRequests";

    private static readonly (string Name, string Text)[] Tags =
    [
        ("records", "检索、记录与统计分析 · Search, records and analysis"),
        ("pictures", "按图形检索商标和外观设计 · Search of marks and designs by pictures"),
        ("directory", "服务网络、服务事项与统计 · Service network, service items and figures"),
        ("events", "活动 · Events"),
        ("exchange", "标准协议与开放数据 · Standard protocols and open data"),
        ("health", "运行状况 · Health of the hub"),
    ];

    // Calls of these are counted by address or key, as the gate of the open interface does it.
    private static readonly string[] Counted = ["api/v1", "oai", "sru", "hsds", "catalog.jsonld", "open-data/files"];

    private static readonly (string Name, string Text)[] Limits =
    [
        ("RateLimit-Limit", "本时段可调用的次数 · Calls in this period"),
        ("RateLimit-Remaining", "剩余次数 · Calls left"),
        ("RateLimit-Reset", "多少秒后重新计数 · Seconds until the count begins anew"),
    ];

    public static void Describe(OpenApiOptions options, HubOptions hub)
    {
        options.AddOperationTransformer((operation, context, _) =>
        {
            foreach (var known in context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiParameter>())
                Fill(operation, known);
            foreach (var produced in context.Description.ActionDescriptor.EndpointMetadata.OfType<IProducesResponseTypeMetadata>())
                Add(operation, produced);
            var counted = Counted.Any(start => context.Description.RelativePath?.StartsWith(start, StringComparison.Ordinal) == true);
            foreach (var (status, answer) in operation.Responses ?? [])
                Fill(status, answer as OpenApiResponse, counted);
            var health = operation.Tags?.Any(tag => tag.Name == "health") == true;
            operation.Security = health ? [] : [new(), new() { [new OpenApiSecuritySchemeReference(Key, context.Document)] = [] }];
            operation.Responses ??= [];
            if (health)
                operation.Responses.TryAdd("405", new OpenApiResponse { Description = "只接受 GET 和 HEAD · GET and HEAD only" });
            else
                operation.Responses["429"] = new OpenApiResponseReference(TooMany, context.Document);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "知枢开放接口 · Zhishu API";
            document.Info.Description = "知识产权信息检索、记录与服务网络。文字的语言随 lang 参数或 Accept-Language 头；出错时返回 RFC 9457 的 application/problem+json，parameter 指出参数。"
                + " · Search, records and the service network of intellectual property. Texts are in the language of lang or Accept-Language; faults are problem details of RFC 9457, "
                + "with the parameter that is wrong.";
            document.Info.Contact = new() { Name = hub.HubName, Url = new(hub.Absolute("/open-data/docs")) };
            document.Info.License = new() { Name = "见各记录的来源与许可 · Data under the licence that each record names", Url = new(hub.Absolute("/open-data")) };
            document.Servers = [new() { Url = hub.Absolute(""), Description = "本枢纽 · This hub" }];
            document.Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Text }).ToHashSet();
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Key] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Header,
                    Name = "X-API-Key",
                    Description = "可不带密钥调用；带密钥额度更多，见 /open-data/keys · Calls need no key; a key allows more of them, see /open-data/keys",
                },
            };
            document.Components.Responses ??= new Dictionary<string, IOpenApiResponse>();
            document.Components.Responses[TooMany] = new OpenApiResponse
            {
                Description = "超过额度，或短时间内耗用过多计算；Retry-After 秒后再试 · Too many calls, or too much work in a short time; try again after Retry-After seconds",
                Headers = Limits.Append(("Retry-After", "多少秒后再试 · Seconds to wait")).ToDictionary(limit => limit.Item1, Header),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("ProblemDetails", document) },
                },
            };
            return Task.CompletedTask;
        });
    }

    private static void Fill(OpenApiOperation operation, ApiParameter known)
    {
        operation.Parameters ??= [];
        var parameter = operation.Parameters.OfType<OpenApiParameter>().FirstOrDefault(one => string.Equals(one.Name, known.Name, StringComparison.OrdinalIgnoreCase));
        if (parameter is null)
            operation.Parameters.Add(parameter = new() { In = ParameterLocation.Query, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        (parameter.Name, parameter.Description) = (known.Name, known.Text);
        parameter.Required |= known.Required;
        if (known.Values.Count > 0)
            parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. known.Values.Select(value => (JsonNode)value)] };
        else if (known.Number)
            parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = Text(known.Least), Maximum = Text(known.Most) };
        if (known.Example.Length > 0)
            parameter.Example = known.Number ? int.Parse(known.Example, System.Globalization.CultureInfo.InvariantCulture)
                : parameter.Schema?.Type?.HasFlag(JsonSchemaType.Boolean) == true ? known.Example == "true" : known.Example;
    }

    private static string? Text(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // What is no type of the program (XML of the standards, files) the framework leaves without its media type.
    private static void Add(OpenApiOperation operation, IProducesResponseTypeMetadata produced)
    {
        if (operation.Responses?.TryGetValue(Text(produced.StatusCode)!, out var answer) != true || answer is not OpenApiResponse response)
            return;
        response.Content ??= new Dictionary<string, OpenApiMediaType>();
        foreach (var type in produced.ContentTypes)
            response.Content.TryAdd(type, new());
    }

    // Answers of the standards, and files, have no schema of their own here; every success of a counted address tells what is left.
    private static void Fill(string status, OpenApiResponse? answer, bool counted)
    {
        if (answer is null || !status.StartsWith('2'))
            return;
        foreach (var (type, media) in answer.Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (type is "application/x-ndjson" or "text/csv" or "application/xml")
                media.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
            media.Schema ??= new OpenApiSchema { Type = type.EndsWith("json", StringComparison.Ordinal) ? JsonSchemaType.Object : JsonSchemaType.String };
        }

        if (!counted)
            return;
        answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
        foreach (var limit in Limits)
            answer.Headers.TryAdd(limit.Name, Header(limit));
    }

    private static IOpenApiHeader Header((string Name, string Text) limit) =>
        new OpenApiHeader { Description = limit.Text, Schema = new OpenApiSchema { Type = JsonSchemaType.Integer }, Example = 3600 };
}
