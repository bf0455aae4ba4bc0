using Antpath.Server.Api;
using Antpath.Server.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Antpath.Server.Health;

/// <summary>Two questions without a token: does the process live, and can it serve?</summary>
internal static class HealthEndpoints
{
    // the release without the build's own suffix
    private static readonly string Version = typeof(HealthEndpoints).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOperation(Operations.Healthy, Alive)
            .Describe("Answers as long as the process lives, and says its version in X-Antpath-Version; says nothing about the database.")
            .WithMetadata(new AnswerDescription(StatusCodes.Status200OK, "The process lives.", []) { Content = "text/plain" });

        routes.MapOperation(Operations.Ready, AnswerAsync)
            .Describe("Whether the database answers and has the schema this build needs. A load balancer sends requests only where this is 200.")
            .WithMetadata(new AnswerDescription(StatusCodes.Status200OK, "Ready.", []) { Content = "text/plain" })
            .WithMetadata(new AnswerDescription(StatusCodes.Status503ServiceUnavailable, "Not ready; the text says why in a few words.", []) { Content = "text/plain" });
    }

    private static ContentHttpResult Alive(HttpContext http)
    {
        http.Response.Headers["X-Antpath-Version"] = Version;
        return TypedResults.Text("ok");
    }

    private static async Task<IResult> AnswerAsync(Readiness readiness, CancellationToken cancellationToken) =>
        await readiness.ReasonAgainstAsync(cancellationToken) is { } reason
            ? TypedResults.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text(readiness.Secured ? "ready" : "ready, but the database user owns the tables: row-level security does not hold it");
}
