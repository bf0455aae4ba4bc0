using Antpath.Http;

namespace Antpath;

/// <summary>There is no such thing in the token's workspace: it never was, it was deleted, or it belongs to another workspace.</summary>
public sealed class NotFoundException : AntpathException
{
    internal NotFoundException(ApiFailure failure)
        : base(failure)
    {
    }
}
