using System.Text.Json;
using Zhishu.Records;

namespace Zhishu.Tests.Records;

public sealed class RecordJsonTests
{
    [Fact]
    public void What_is_written_is_read_back_without_loss()
    {
        foreach (var record in DemoSet.Generate(TestHub.Reference, 300, 60, 20, 20).Append(Full))
        {
            var json = RecordJson.Write(record);
            Assert.Equal(json, RecordJson.Write(RecordJson.Read(json)));
            Assert.DoesNotContain('\n', json);
        }
    }

    [Theory]
    [InlineData("""{"kind":"patent","office":"CN","number":"1"}""")]
    [InlineData("""{"kind":"patent","office":"CN","number":"1","title":"a","colour":"red"}""")]
    [InlineData("""{"kind":"boat","office":"CN","number":"1","title":"a"}""")]
    [InlineData("""{"kind":"patent","office":"CN","number":"1","title":"a","parties":null}""")]
    [InlineData("""{"kind":"patent","office":"CN","number":"1","title":"a","title":"b"}""")]
    [InlineData("""{"kind":1,"office":"CN","number":"1","title":"a"}""")]
    [InlineData("null")]
    [InlineData("[")]
    public void Another_form_is_refused(string json) => Assert.Throws<JsonException>(() => RecordJson.Read(json));

    /// <summary>The schema names every member that is written, and no other.</summary>
    [Fact]
    public void The_published_schema_describes_what_is_written()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "record.schema.json")));
        using var record = JsonDocument.Parse(RecordJson.Write(Full));
        Compare(record.RootElement, schema.RootElement, schema.RootElement, "$");
    }

    private static void Compare(JsonElement value, JsonElement schema, JsonElement root, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference))
            schema = root.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1]);
        if (value.ValueKind == JsonValueKind.Array)
        {
            Compare(value[0], schema.GetProperty("items"), root, path + "[]");
            return;
        }

        if (schema.TryGetProperty("enum", out var allowed))
            Assert.Contains(value.GetString(), allowed.EnumerateArray().Select(item => item.GetString()));
        if (value.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties))
            return;
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(properties.EnumerateObject().Select(member => path + "." + member.Name).Order(), value.EnumerateObject().Select(member => path + "." + member.Name).Order());
        foreach (var member in value.EnumerateObject())
            Compare(member.Value, properties.GetProperty(member.Name), root, path + "." + member.Name);
    }

    private static readonly DateOnly Day = new(2020, 2, 29);

    /// <summary>A record in which every member is set.</summary>
    private static IpRecord Full => new()
    {
        Kind = RecordKind.Patent,
        Office = "CN",
        Number = "2022232206652",
        Title = "盒",
        TitleEn = "Box",
        Type = "utility",
        FilingDate = Day,
        PublicationDate = Day,
        GrantDate = Day,
        ExpiryDate = Day,
        Status = LegalStatus.InForce,
        StatusText = "有权",
        Region = "41",
        Industries = ["3911"],
        Parties = [new(PartyRole.Applicant, "某") { Type = "企业", Country = "CN", Address = "路", CreditCode = "91350100M000100Y43" }],
        Classifications = [new("ipc", "H01M10/0525", true)],
        Publications = [new("CN218751475U", Day, true)],
        Priorities = [new("US", "1", Day)],
        Related = [new("division", "CN1", Day)],
        Events = [new(Day, EventCategory.Grant, "授权") { Code = "GR01", Standard = "F10", Details = new SortedDictionary<string, string> { ["to"] = "某" } }],
        Citations = [new("US1", true, "examiner")],
        Family = ["US2"],
        Abstract = "摘",
        Claims = [new(1, "盒。", [2])],
        Translations = [new("de") { Title = "Kasten", Abstract = "Ein Kasten." }],
        Description = [new("paragraph", "盒。") { Number = "0001" }],
        Media = [new("drawing", "a.jpg", new string('b', 64)) { Label = "图1", Type = "image/jpeg", Width = 1, Height = 1, Bytes = 1 }],
        DescriptionKey = new string('a', 64),
        Extra = new SortedDictionary<string, string> { ["甲"] = "乙" },
        Source = new("来源", "MIT"),
        Synthetic = true,
    };
}
