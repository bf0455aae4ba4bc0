namespace Antpath.Runs;

/// <summary>Which template a run was made from.</summary>
public sealed record TemplateReference
{
    /// <summary>The template's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>sha256:</c> and 64 hexadecimal digits over the canonical template.</summary>
    public required string Hash { get; init; }

    /// <summary>The model the template names.</summary>
    public required string Model { get; init; }
}
