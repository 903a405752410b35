using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Zhishu.Records;

/// <summary>
/// The JSON form of a record: what the store keeps, what JSON Lines files carry, what the API gives. One line, members in a fixed order,
/// empty lists and nulls left out, so that equal records have equal texts. Described by <c>docs/record.schema.json</c>.
/// </summary>
public static class RecordJson
{
    /// <summary>The options of this form: unknown members and missing required members are errors.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Writes a record as one line.</summary>
    public static string Write(IpRecord record) => JsonSerializer.Serialize(record, Options);

    /// <summary>Reads a record.</summary>
    /// <exception cref="JsonException">Not JSON, or not this form.</exception>
    public static IpRecord Read(string json) =>
        JsonSerializer.Deserialize<IpRecord>(json, Options) ?? throw new JsonException("null is not a record");

    private static JsonSerializerOptions Create()
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        resolver.Modifiers.Add(LeaveOutEmpty);
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            AllowDuplicateProperties = false,
            MaxDepth = 8,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = resolver,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveOutEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType == typeof(LegalStatus))
                property.ShouldSerialize = (_, value) => value is not LegalStatus.Unknown;
            else if (property.PropertyType == typeof(bool))
                property.ShouldSerialize = (_, value) => value is true;
            else if (property.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(property.PropertyType))
                property.ShouldSerialize = (_, value) => value is IEnumerable items && items.GetEnumerator().MoveNext();

            // What is left out when written may be missing when read.
            property.IsRequired &= !(property.ShouldSerialize is not null || property.IsSetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null
                || property.AttributeProvider is System.Reflection.ParameterInfo { HasDefaultValue: true });
        }
    }
}
