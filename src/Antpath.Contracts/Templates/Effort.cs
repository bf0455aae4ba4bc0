namespace Antpath.Templates;

/// <summary>How much a model thinks, from least to most.</summary>
public enum Effort
{
    /// <summary>Least.</summary>
    Low,

    /// <summary>Between low and high.</summary>
    Medium,

    /// <summary>More than medium.</summary>
    High,

    /// <summary>More than high.</summary>
    XHigh,

    /// <summary>All the model can.</summary>
    Max,
}
