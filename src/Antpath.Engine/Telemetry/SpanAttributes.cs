namespace Antpath.Engine.Telemetry;

/// <summary>Every attribute that a span of ours may leave with. Others are taken off at the export.</summary>
public static class SpanAttributes
{
    /// <summary>The class of what went wrong: a type of exception or a word of ours.</summary>
    public const string ErrorType = "error.type";

    /// <summary>A method that HTTP defines, or <c>_OTHER</c>.</summary>
    public const string Method = "http.request.method";

    /// <summary>The route's template.</summary>
    public const string Route = "http.route";

    /// <summary>The HTTP status of the answer.</summary>
    public const string StatusCode = "http.response.status_code";

    /// <summary>Our id of a request, as in its answer and in the logs.</summary>
    public const string Request = "antpath.request.id";

    /// <summary>The run's id.</summary>
    public const string Run = "antpath.run.id";

    /// <summary>The phase that a step found.</summary>
    public const string Phase = "antpath.step.phase";

    /// <summary>How a step ended.</summary>
    public const string Result = "antpath.step.result";

    /// <summary>What the provider was asked for.</summary>
    public const string Operation = "antpath.provider.operation";

    /// <summary>The provider's id of the request.</summary>
    public const string ProviderRequest = "antpath.provider.request_id";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [ErrorType, Method, Route, StatusCode, Request, Run, Phase, Result, Operation, ProviderRequest];
}
