namespace Antpath.Engine.Runs;

/// <summary>What came of asking for a page.</summary>
/// <typeparam name="T">The page.</typeparam>
public abstract record PageResult<T>
{
    private PageResult()
    {
    }

    /// <summary>Here it is.</summary>
    /// <param name="Page">The page.</param>
    public sealed record Found(T Page) : PageResult<T>;

    /// <summary>The cursor is none of this list's: start again without one.</summary>
    public sealed record BadCursor : PageResult<T>;

    /// <summary>The workspace has no such run.</summary>
    public sealed record NotFound : PageResult<T>;
}
