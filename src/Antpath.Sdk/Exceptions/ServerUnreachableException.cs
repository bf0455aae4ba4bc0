using Antpath.Http;

namespace Antpath;

/// <summary>No answer came, in any try. Check the base URL and the network; whether the last try took effect is not known.</summary>
public sealed class ServerUnreachableException : AntpathException
{
    internal ServerUnreachableException(ApiFailure failure)
        : base(failure)
    {
    }
}
