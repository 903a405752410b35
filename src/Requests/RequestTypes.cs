using System.Text.Json;
using Microsoft.Extensions.Options;
using Zhishu.Cases;
using Zhishu.Foundation;

namespace Zhishu.Requests;

/// <summary>A field of a form.</summary>
/// <param name="Name">Key of the answer.</param>
/// <param name="Zh">Label in Chinese.</param>
/// <param name="En">Label in English.</param>
/// <param name="Area">Whether it has several lines.</param>
/// <param name="Required">Whether it must be filled in.</param>
/// <param name="Options">Choices, or null for free text.</param>
internal sealed record RequestField(string Name, string Zh, string En, bool Area, bool Required, IReadOnlyList<string>? Options)
{
    public string Label => Lang.T(Zh, En);

    /// <summary>Name in the form, where the fields of all types stand beside them.</summary>
    public string Input => "a-" + Name;

    /// <summary>As the form draws and checks it.</summary>
    public Field AsField()
    {
        var (label, least) = (Bilingual.Of(Zh, En), Required ? 1 : 0);
        var choices = Options?.ToDictionary(one => one, one => Bilingual.Of(one, one));
        return choices is not null ? Field.Choice(Input, label, choices) with { Empty = RequestForms.Unchosen, Optional = !Required }
            : Area ? Field.Area(Input, label, least, 4000) : Field.Line(Input, label, least, 200);
    }
}

/// <summary>A type of professional request with its form (004·四(二)); data, not code.</summary>
/// <param name="Code">Code.</param>
/// <param name="Item">Service of the standard catalogue that it asks for.</param>
/// <param name="Zh">Name in Chinese.</param>
/// <param name="En">Name in English.</param>
/// <param name="Fields">What its form asks.</param>
internal sealed record RequestType(string Code, string Item, string Zh, string En, IReadOnlyList<RequestField> Fields)
{
    public string Name => Lang.T(Zh, En);
}

/// <summary>The types, read from <c>request-types.json</c>.</summary>
internal sealed class RequestTypes(IOptions<HubOptions> options)
{
    public IReadOnlyList<RequestType> All { get; } = JsonSerializer.Deserialize<List<RequestType>>(
        File.ReadAllText(Path.Combine(options.Value.ReferenceFolder ?? Path.Combine(AppContext.BaseDirectory, "data"), "request-types.json")), JsonColumn.Options)!;

    public RequestType? Find(string? code) => All.FirstOrDefault(type => type.Code == code);
}
