using Microsoft.AspNetCore.Builder;

namespace Zhishu.Foundation;

/// <summary>A parameter of an address as the description of the API (OpenAPI) tells it; one that the route declares itself is filled in, others are added as parameters of the query.</summary>
/// <param name="Name">Its name, as in the address.</param>
/// <param name="Text">What it means, Chinese · English.</param>
/// <param name="Example">A value that works; empty when <see cref="Values"/> tells.</param>
public sealed record ApiParameter(string Name, string Text, string Example = "")
{
    /// <summary>All values that it can have; empty when they cannot be listed.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Whether it is a whole number.</summary>
    public bool Number { get; init; }

    /// <summary>Smallest number, or null.</summary>
    public int? Least { get; init; }

    /// <summary>Largest number, or null.</summary>
    public int? Most { get; init; }

    /// <summary>Whether the address means nothing without it.</summary>
    public bool Required { get; init; }
}

/// <summary>Says which parameters a route takes.</summary>
public static class ApiParameters
{
    /// <summary>Describes the parameters of a route, or of all routes of a group.</summary>
    public static T Takes<T>(this T route, params IReadOnlyList<ApiParameter> parameters)
        where T : IEndpointConventionBuilder => route.WithMetadata([.. parameters]);
}
