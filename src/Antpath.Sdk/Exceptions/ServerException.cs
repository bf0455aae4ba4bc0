using Antpath.Http;

namespace Antpath;

/// <summary>
/// The server failed or answered something no Antpath server answers. Safe to try again later; give support the
/// <see cref="AntpathException.RequestId"/>.
/// </summary>
public sealed class ServerException : AntpathException
{
    internal ServerException(ApiFailure failure)
        : base(failure)
    {
    }
}
