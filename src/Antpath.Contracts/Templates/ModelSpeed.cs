namespace Antpath.Templates;

/// <summary>How fast a model answers.</summary>
public enum ModelSpeed
{
    /// <summary>The default.</summary>
    Standard,

    /// <summary>Faster, at another price.</summary>
    Fast,
}
