using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Zhishu.Tests.App;

/// <summary>The description of the API is complete, and what it gives as examples works.</summary>
[Collection(HubCollection.Name)]
public sealed class ApiDescriptionTests(TestHub hub)
{
    private Task<JsonElement> ReadAsync() => hub.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

    private static IEnumerable<(string Path, string Method, JsonElement Told)> Operations(JsonElement document) => document.GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, operation.Name, operation.Value)));

    private static IEnumerable<JsonElement> Parameters(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray() : [];

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    // Chinese and English, as everything here is told.
    private static bool InBoth(string? text) => text is not null && text.Any(c => c >= '一') && text.Count(char.IsAsciiLetter) > 2;

    [Fact]
    public async Task Every_operation_tells_what_it_is_and_what_it_takes_and_answers()
    {
        var document = await ReadAsync();
        var operations = Operations(document).ToList();
        Assert.True(operations.Count > 30);
        var tags = document.GetProperty("tags").EnumerateArray().ToDictionary(tag => Text(tag, "name")!, tag => Text(tag, "description"));
        Assert.All(tags.Values, text => Assert.True(InBoth(text)));
        var faults = new List<string>();
        foreach (var (path, method, told) in operations)
        {
            void Check(bool right, string what)
            {
                if (!right)
                    faults.Add($"{method} {path}: {what}");
            }

            Check(Text(told, "operationId") is { Length: > 0 }, "operationId");
            Check(InBoth(Text(told, "summary")), "summary");
            Check(InBoth(Text(told, "description")), "description");
            Check(told.TryGetProperty("tags", out var own) && own.EnumerateArray().All(tag => tags.ContainsKey(tag.GetString()!)), "tags");
            var health = own.ValueKind == JsonValueKind.Array && own[0].GetString() == "health";
            Check(told.TryGetProperty("security", out var security) && (health || security.EnumerateArray().Any(one => one.TryGetProperty("ApiKey", out _))), "security");
            var answers = told.GetProperty("responses").EnumerateObject().ToList();
            Check(answers.Exists(answer => answer.Name[0] == '4'), "4xx");
            Check(health || answers.Exists(answer => answer.Name == "429"), "429");
            var good = answers.Find(answer => answer.Name[0] == '2').Value;
            Check(good.ValueKind == JsonValueKind.Object && good.TryGetProperty("content", out var content)
                && content.EnumerateObject().All(media => media.Value.TryGetProperty("schema", out _)), "schema of the answer");
            var names = Parameters(told).Select(one => Text(one, "name")!).ToList();
            Check(names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count, "a parameter twice");
            foreach (var parameter in Parameters(told))
            {
                Check(InBoth(Text(parameter, "description")), $"description of {Text(parameter, "name")}");
                Check(parameter.TryGetProperty("example", out _) || parameter.GetProperty("schema").TryGetProperty("enum", out _), $"example of {Text(parameter, "name")}");
            }
        }

        Assert.Empty(faults);
        var ids = operations.Select(one => Text(one.Told, "operationId")).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Everything_it_refers_to_is_there()
    {
        var document = await ReadAsync();
        Assert.StartsWith("3.1", Text(document, "openapi"), StringComparison.Ordinal);
        Assert.DoesNotMatch("/$", Text(document.GetProperty("servers")[0], "url"));
        var key = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("ApiKey");
        Assert.Equal(("apiKey", "header", "X-API-Key"), (Text(key, "type"), Text(key, "in"), Text(key, "name")));
        var limits = document.GetProperty("components").GetProperty("responses").GetProperty("TooManyRequests").GetProperty("headers");
        Assert.Equal(["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"], limits.EnumerateObject().Select(header => header.Name).Order());
        foreach (var reference in References(document).Distinct())
        {
            var at = document;
            foreach (var part in reference.Split('/').Skip(1))
                Assert.True(at.TryGetProperty(part, out at), reference);
        }

        static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(member => member.Name == "$ref" && member.Value.ValueKind == JsonValueKind.String
                ? [member.Value.GetString()!] : References(member.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
            _ => [],
        };
    }

    [Fact]
    public async Task Every_parameter_is_taken_with_the_value_told()
    {
        foreach (var (path, method, told) in Operations(await ReadAsync()).Where(one => one.Method == "get" && !one.Path.Contains('{', StringComparison.Ordinal)))
        {
            foreach (var parameter in Parameters(told).Where(parameter => Text(parameter, "name") != "cursor"))
            {
                var schema = parameter.GetProperty("schema");
                var values = schema.TryGetProperty("enum", out var listed) ? listed.EnumerateArray().Select(value => value.ToString()) : [parameter.GetProperty("example").ToString()];
                foreach (var value in values)
                {
                    var name = Text(parameter, "name");

                    // The second dimension of figures is another than the first.
                    var besides = name != "cross" || !path.Contains("/stats/", StringComparison.Ordinal) ? "" : value == "month" ? "&by=year" : "&by=month";
                    var url = $"{path}?{name}={Uri.EscapeDataString(value)}{besides}";
                    using var answer = await hub.Http.GetAsync(url);
                    Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Forbidden, $"{url} {answer.StatusCode}");
                }
            }
        }
    }

    [Fact]
    public async Task Hits_are_described_with_all_their_members()
    {
        var document = await ReadAsync();
        var found = await hub.Http.GetFromJsonAsync<JsonElement>("/api/v1/records?q=CN218751475U&size=1");
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.All(found.EnumerateObject(), member => Assert.True(schemas.GetProperty("SearchAnswer").GetProperty("properties").TryGetProperty(member.Name, out _), member.Name));
        Assert.All(found.GetProperty("hits")[0].EnumerateObject(),
            member => Assert.True(schemas.GetProperty("HitAnswer").GetProperty("properties").TryGetProperty(member.Name, out _), member.Name));
    }
}
