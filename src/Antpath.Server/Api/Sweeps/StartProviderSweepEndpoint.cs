using System.Diagnostics;
using Antpath.Engine.Runs.Reconciliation.Requests;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Problems;
using Antpath.Server.Api.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Hosting;
using Antpath.Server.Problems;
using Antpath.Submission;
using Antpath.Sweeps;

namespace Antpath.Server.Api.Sweeps;

internal static class StartProviderSweepEndpoint
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.StartProviderSweep, HandleAsync)
        .WithMetadata(new BodyBytesMax(ProviderSweepRequest.BytesMax + BodyBytesMax.Margin))
        .Describe("""
            Has a worker search everything the provider key reaches for resources that carry this installation's marker and that no live run holds, and
            remove them. Resources of others, of live runs and of any workspace's open work are left alone. The key is encrypted, held for this search
            alone and destroyed when it is over. With `dryRun` nothing is removed.
            """)
        .LimitsRate(RateLimitKind.Sweep)
        .TakesProviderSweep()
        .Answers<ProviderSweepView>(StatusCodes.Status202Accepted, "The search, waiting for a worker.", "Location")
        .Refuses(
            ProblemKinds.BodyMalformed, ProblemKinds.ParameterInvalid, ProblemKinds.WorkspaceClosed, ProblemKinds.RequestTimeout, ProblemKinds.BodyTooLarge,
            ProblemKinds.ContentTypeUnsupported, ProblemKinds.SubmissionRefused);

    private static async Task<IResult> HandleAsync(
        HttpContext context, ProviderSweeps sweeps, SubmissionBodies bodies, SubmissionLimits limits, CancellationToken cancellationToken)
    {
        if (!SubmissionBodies.IsPlainJson(context.Request) && new QueryReader(context.Request.Query).Close() is null)
            return new ApiProblem(ProblemKinds.ContentTypeUnsupported, "Send uncompressed UTF-8 JSON with Content-Type: application/json.");
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;

        ProviderSweepRequest? request;
        IReadOnlyList<Problem> problems;
        using (var body = await bodies.ReadAsync(context.Request, ProviderSweepRequest.BytesMax, cancellationToken))
        {
            if (body.Refusal is { } refusal)
                return refusal;
            (request, problems) = ProviderSweepRequest.Parse(body.Utf8Json.Span, limits);
        }

        if (request is null)
            return problems.Any(p => p.Code is ProblemCodes.InvalidJson or ProblemCodes.InvalidUtf8) ? Refusals.Malformed(problems) : Refusals.Refused(problems);

        return await sweeps.RequestAsync(Authenticated.Of(context).Principal, request, cancellationToken) switch
        {
            ProviderSweepResult.Accepted a => TypedResults.Accepted($"/v1/provider-sweeps/{a.View.Id}", a.View),
            ProviderSweepResult.TooMany t => Refusals.RateLimited($"The workspace already has {t.OpenMax} open searches.", RetryAfter),
            ProviderSweepResult.WorkspaceClosed => Refusals.WorkspaceClosed(),
            var other => throw new UnreachableException($"a search gave {other.GetType().Name}"),
        };
    }
}
