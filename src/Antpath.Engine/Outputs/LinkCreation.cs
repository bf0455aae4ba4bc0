using Antpath.Runs;

namespace Antpath.Engine.Outputs;

/// <summary>How the request for a link ended.</summary>
public abstract record LinkCreation
{
    private LinkCreation()
    {
    }

    /// <summary>Here it is.</summary>
    public sealed record Created(OutputLink Link) : LinkCreation;

    /// <summary>The workspace has no such output in that run.</summary>
    public sealed record NotFound : LinkCreation;

    /// <summary>There was one, and it is deleted or about to be.</summary>
    public sealed record Deleted : LinkCreation;
}
