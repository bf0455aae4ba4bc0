using System.Net;

namespace Antpath.Http;

/// <summary>The one place where an answer becomes an exception.</summary>
internal static class FailureExceptions
{
    public static AntpathException ToException(this ApiFailure failure, bool submission) =>
        failure.Status switch
        {
            null => new ServerUnreachableException(failure),
            HttpStatusCode.Unauthorized => new UnauthorizedException(failure),
            HttpStatusCode.Forbidden => new ForbiddenException(failure),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new NotFoundException(failure),
            HttpStatusCode.Conflict => new ConflictException(failure),
            HttpStatusCode.TooManyRequests => new QuotaExceededException(failure),
            HttpStatusCode.RequestTimeout => new ServerException(failure),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError =>
                submission ? new SubmissionRefusedException(failure) : new RequestRefusedException(failure),
            _ => new ServerException(failure),
        };
}
