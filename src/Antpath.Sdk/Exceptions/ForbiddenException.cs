using Antpath.Http;

namespace Antpath;

/// <summary>
/// The API token is valid but may not do this: <c>scope_missing</c> names the scope, <c>workspace_closed</c> says the workspace takes no more.
/// </summary>
public sealed class ForbiddenException : AntpathException
{
    internal ForbiddenException(ApiFailure failure)
        : base(failure)
    {
    }
}
