namespace Antpath.Server.OpenApi;

/// <summary>One parameter of an operation, for the API description.</summary>
internal sealed record ParameterDescription
{
    public required string Name { get; init; }

    public required Microsoft.OpenApi.ParameterLocation In { get; init; }

    public required string Description { get; init; }

    /// <summary>A number with these bounds, when not null.</summary>
    public (int Min, int Max, int Default)? Number { get; init; }

    /// <summary>An RFC 3339 time.</summary>
    public bool Time { get; init; }

    /// <summary>The words it accepts; null for any text.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    public bool Repeatable { get; init; }

    /// <summary>Whether it must be given; parameters of the path always must.</summary>
    public bool Required { get; init; }
}
