using System.Diagnostics;
using Antpath.Engine.Runs.Submission;
using Antpath.Engine.Telemetry;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Problems;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Hosting;
using Antpath.Server.Problems;
using Antpath.Submission;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Antpath.Server.Api.Runs;

/// <summary>The only place where a submission's outcome becomes HTTP.</summary>
internal static class SubmitRunEndpoint
{
    public const string IdempotencyKeyHeader = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";
    private const int IdempotencyKeyCharsMax = 255;

    public static void Map(IEndpointRouteBuilder routes, SubmissionLimits limits) => routes.MapOperation(Operations.SubmitRun, HandleAsync)
        .WithMetadata(new BodyBytesMax(limits.BodyBytesMax + BodyBytesMax.Margin))
        .Describe("""
            Accepts a run for execution and answers at once; read the run or its events to follow it. Everything wrong with the submission is
            reported together. With an `Idempotency-Key` the call may be repeated safely: the same key with the same content answers the first
            run, with `Idempotent-Replayed: true`. Secrets travel in `secrets` only; they are encrypted, held for this run alone and destroyed
            when it is cleaned up.
            """)
        .LimitsRate(RateLimitKind.Submit)
        .TakesHeader(IdempotencyKeyHeader, "Your name for this submission, unique in the workspace: 1 to 255 printable ASCII characters.")
        .TakesSubmission()
        .Answers<RunView>(StatusCodes.Status202Accepted, "The accepted run, or the first one when this is a repetition.", "Location", ReplayedHeader)
        .Refuses(
            ProblemKinds.BodyMalformed, ProblemKinds.IdempotencyKeyInvalid, ProblemKinds.WorkspaceClosed, ProblemKinds.RequestTimeout,
            ProblemKinds.IdempotencyKeyReused, ProblemKinds.BodyTooLarge, ProblemKinds.ContentTypeUnsupported, ProblemKinds.SubmissionRefused,
            ProblemKinds.OpenRunsQuotaExceeded, ProblemKinds.RateLimited);

    private static async Task<IResult> HandleAsync(
        HttpContext context, RunSubmissions submissions, SubmissionBodies bodies, SubmissionLimits limits, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (!SubmissionBodies.IsPlainJson(request))
            return new ApiProblem(ProblemKinds.ContentTypeUnsupported, "Send uncompressed UTF-8 JSON with Content-Type: application/json.");
        if (new QueryReader(request.Query).Close() is { } unknownParameter)
            return unknownParameter;
        if (!TryReadKey(request, out var key))
            return Refusals.IdempotencyKeyInvalid();

        SubmissionParseResult parsed;
        using (var body = await bodies.ReadAsync(request, limits.BodyBytesMax, cancellationToken))
        {
            if (body.Refusal is { } refusal)
                return refusal;

            parsed = SubmissionParser.Parse(body.Utf8Json, limits);
        }

        if (parsed is SubmissionParseResult.Refused { Problems: var problems })
            return problems.Any(p => p.Code is ProblemCodes.InvalidJson or ProblemCodes.InvalidUtf8) ? Refusals.Malformed(problems) : Refusals.Refused(problems);

        var run = ((SubmissionParseResult.Accepted)parsed).Run;
        return await submissions.SubmitAsync(Authenticated.Of(context).Principal, run, key, cancellationToken) switch
        {
            SubmitResult.Accepted a => Accepted(a.View),
            SubmitResult.Replayed r => Replayed(context, r.View),
            SubmitResult.KeyReused k => Refusals.IdempotencyKeyReused(k.Run),
            SubmitResult.OverQuota q => Refusals.OverQuota(q.Of, q.OpenRunsMax),
            SubmitResult.DurationTooLong d => Refusals.Refused([DurationTooLong(d.MaxSeconds)]),
            SubmitResult.WorkspaceClosed => Refusals.WorkspaceClosed(),
            var other => throw new UnreachableException($"submission gave {other.GetType().Name}"),
        };
    }

    private static Accepted<RunView> Accepted(RunView run)
    {
        Spans.Concerns(run.Id);
        return TypedResults.Accepted($"/v1/runs/{run.Id}", run);
    }

    private static Accepted<RunView> Replayed(HttpContext context, RunView run)
    {
        context.Response.Headers[ReplayedHeader] = "true";
        return Accepted(run);
    }

    private static Problem DurationTooLong(int secondsMax) =>
        new("/template/limits/maxDurationSeconds", ProblemCodes.OutOfRange, $"The workspace's plan allows {secondsMax} seconds at most. Lower the limit.");

    private static bool TryReadKey(HttpRequest request, out string? key)
    {
        key = null;
        if (!request.Headers.TryGetValue(IdempotencyKeyHeader, out var values))
            return true;

        key = values.Count == 1 ? values[0] : null;
        return key is { Length: >= 1 and <= IdempotencyKeyCharsMax } && key.All(c => c is >= ' ' and <= '~');
    }
}
