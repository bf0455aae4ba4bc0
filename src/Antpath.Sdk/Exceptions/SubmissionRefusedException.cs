using Antpath.Http;

namespace Antpath;

/// <summary>
/// The submission breaks rules; nothing was stored. <see cref="AntpathException.Problems"/> lists every one with its place. Correct the
/// submission; repeating it unchanged gives the same answer.
/// </summary>
public sealed class SubmissionRefusedException : AntpathException
{
    internal SubmissionRefusedException(ApiFailure failure)
        : base(failure)
    {
    }
}
