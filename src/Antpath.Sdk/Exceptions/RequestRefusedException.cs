using Antpath.Http;

namespace Antpath;

/// <summary>A call other than a submission had an argument the server does not accept. Correct the argument.</summary>
public sealed class RequestRefusedException : AntpathException
{
    internal RequestRefusedException(ApiFailure failure)
        : base(failure)
    {
    }
}
