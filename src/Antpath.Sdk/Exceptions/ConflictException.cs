using Antpath.Http;

namespace Antpath;

/// <summary>
/// The state of things forbids it: <c>idempotency_key_reused</c> (the key was used with another submission; use a new key),
/// <c>output_deleted</c>.
/// </summary>
public sealed class ConflictException : AntpathException
{
    internal ConflictException(ApiFailure failure)
        : base(failure)
    {
    }
}
