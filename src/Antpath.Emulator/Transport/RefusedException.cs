namespace Antpath.Emulator.Transport;

/// <summary>The API says no: becomes an error body of §2.1. Messages name the field and never repeat a value that may be secret.</summary>
internal sealed class RefusedException(int status, string type, string message, string? code = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    /// <summary><c>error.details.error_code</c> (§2.2), or null.</summary>
    public string? Code { get; } = code;

    /// <summary>Becomes the <c>retry-after</c> header; null for none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Becomes the <c>x-should-retry</c> header (§1.3); null for none.</summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>Answered by the edge: no JSON body, no request id (§2.2).</summary>
    public bool Edge { get; init; }

    public static RefusedException Invalid(string message, string? code = null) => new(400, "invalid_request_error", message, code);

    public static RefusedException Unauthenticated(string message) => new(401, "authentication_error", message);

    public static RefusedException Forbidden(string message, string? code = null) => new(403, "permission_error", message, code);

    public static RefusedException Missing(string message, string? code = null) => new(404, "not_found_error", message, code);

    public static RefusedException NotFound(string kind, string id) => Missing($"{kind} {id} was not found");

    public static RefusedException TooLarge(string message) => new(413, "request_too_large", message);
}
