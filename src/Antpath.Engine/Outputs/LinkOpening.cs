namespace Antpath.Engine.Outputs;

/// <summary>How following a link ended.</summary>
public abstract record LinkOpening
{
    private LinkOpening()
    {
    }

    /// <summary>The content can be read.</summary>
    public sealed record Opened(OutputContent Content) : LinkOpening;

    /// <summary>The link was good once.</summary>
    public sealed record Expired : LinkOpening;

    /// <summary>The token was cut or changed, or the file is gone.</summary>
    public sealed record Invalid : LinkOpening;
}
