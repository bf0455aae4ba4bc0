using Antpath.Http;

namespace Antpath;

/// <summary>
/// The API token was not accepted: <c>token_missing</c>, <c>token_malformed</c> (a typing error), <c>token_unknown</c>, <c>token_revoked</c> or
/// <c>token_expired</c>. Make a new token in the dashboard.
/// </summary>
public sealed class UnauthorizedException : AntpathException
{
    internal UnauthorizedException(ApiFailure failure)
        : base(failure)
    {
    }
}
