namespace Antpath.Templates;

/// <summary>Which model, and how it runs.</summary>
/// <param name="Id">The provider's model id, such as <c>claude-opus-5-5</c>; at most 128 characters.</param>
public sealed record ModelChoice(string Id)
{
    /// <summary>How much the model thinks. Null: the model's default.</summary>
    public Effort? Effort { get; init; }

    /// <summary>How fast it answers. The provider refuses pairs that a model does not offer.</summary>
    public ModelSpeed Speed { get; init; }
}
