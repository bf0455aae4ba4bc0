namespace Antpath.Server.Problems;

/// <summary>Gives a document to the refusals that routing answers with a status alone.</summary>
internal static class BareStatuses
{
    public static void UseProblemsForBareStatuses(this IApplicationBuilder app) => app.UseStatusCodePages(context =>
    {
        var http = context.HttpContext;
        ApiProblem? problem = http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => new(ProblemKinds.RouteNotFound, "No operation has this path. See /docs."),
            StatusCodes.Status405MethodNotAllowed => new(ProblemKinds.MethodNotAllowed, $"This path does not have the method. It has: {http.Response.Headers.Allow}."),
            StatusCodes.Status415UnsupportedMediaType => new(ProblemKinds.ContentTypeUnsupported, "Send the body with Content-Type: application/json."),
            StatusCodes.Status413PayloadTooLarge => new(ProblemKinds.BodyTooLarge, "The body is larger than this operation accepts. Send less content."),
            >= 400 and < 500 => new(ProblemKinds.RequestMalformed, "The request could not be read as HTTP. Look at the client or proxy that built it."),
            _ => null,
        };
        return problem?.ExecuteAsync(http) ?? Task.CompletedTask;
    });
}
