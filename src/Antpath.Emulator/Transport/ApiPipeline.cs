using System.Text.Json.Nodes;
using Antpath.Emulator.Admin;
using Antpath.Emulator.Faults;
using Antpath.Emulator.Organizations;
using Microsoft.AspNetCore.Http.Features;

namespace Antpath.Emulator.Transport;

/// <summary>The way of every call through the emulator, from the request's headers to the reply's last byte.</summary>
internal sealed partial class ApiPipeline(EmulatorState emulator, RateLimits limits, FaultBook faults, CallLog calls, ILogger<ApiPipeline> log) : IDisposable
{
    private readonly LargeBodies _largeBodies = new();

    private static readonly string[] Versions = ["2023-06-01", "2026-10-21"]; // §1.1

    public async Task RunAsync(HttpContext http, ApiRoute? route)
    {
        string requestId = emulator.Ids.Next("req_");
        http.Response.Headers["request-id"] = requestId;
        CallRecord record = CallRecord.Of(http.Request, emulator.Now, route?.Template ?? "(unknown)", requestId);
        FaultDraw fault = FaultDraw.None;
        ApiReply reply;
        try
        {
            // :: Step 1, who calls and in which dialect
            Organization organization = Identify(http, record);
            BetaHeader betas = CheckDialect(http.Request.Headers);
            // :: Step 2, does the route exist for this caller (§1.2)
            if (route is null || (route.Family == ApiFamily.ManagedAgents && !betas.ManagedAgents))
                throw RefusedException.Missing($"no such route: {http.Request.Method} {http.Request.Path}");
            // :: Step 3, may it be called now
            using RateLimits.Ticket ticket = limits.Take(organization, route.Class, http.Response.Headers);
            // :: Step 4, what is asked for; read before anything goes wrong on purpose, so that a repetition is known as one
            var call = new ApiCall(http, emulator, organization, betas);
            await _largeBodies.ReadAsync(http, route.Body, () => ReadBodyAsync(call, route));
            record.Digest = CallDigest.Of(call);
            fault = faults.Draw(route, organization.Fingerprint);
            record.Fault = fault.Name;
            await fault.BeforeAsync(call);
            // :: Step 5, do it
            reply = await HandleAsync(call, route);
            reply = fault.After(reply, call);
        }
        catch (RefusedException refused)
        {
            reply = Refusal(refused, requestId, http);
        }
        catch (BadHttpRequestException bad)
        {
            reply = Refusal(Refused(bad.StatusCode), requestId, http);
        }
        catch (FaultDropException)
        {
            record.Status = 0;
            calls.Add(record);
            http.Abort();
            return;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            record.Status = 499;
            calls.Add(record);
            return;
        }
#pragma warning disable CA1031 // a mistake of the emulator is told as the API would tell its own
        catch (Exception mistake)
#pragma warning restore CA1031
        {
            Log.CallFailed(log, requestId, record.Template, mistake);
            reply = Refusal(new RefusedException(500, "api_error", "the emulator failed; its log names this request id"), requestId, http);
        }
        // Recorded before the client can have seen the answer, so that a test which got it also finds the record.
        record.Status = reply is ApiReply.Json json ? json.Status : 200;
        calls.Add(record);
        // :: Step 6, answer
        await ReplyWriter.WriteAsync(http, reply, fault, emulator);
    }

    public void Dispose() => _largeBodies.Dispose();

    /// <summary>What the server itself refused while reading a request, in the API's own words (§2.2).</summary>
    internal static RefusedException Refused(int status) => status switch
    {
        413 => RefusedException.TooLarge("the body is too large"),
        408 => RefusedException.Invalid("body: did not arrive in time; nothing was done", "request_body_timeout"),
        _ => RefusedException.Invalid("the request is malformed"),
    };

    private Organization Identify(HttpContext http, CallRecord record)
    {
        string fingerprint = ApiKey.Fingerprint(http.Request.Headers);
        record.Key = fingerprint;
        Organization organization = emulator.Organization(fingerprint);
        if (organization.Revoked)
            throw RefusedException.Unauthenticated("the API key was revoked");
        http.Response.Headers["anthropic-organization-id"] = organization.Id;
        http.Response.Headers["anthropic-workspace-id"] = organization.WorkspaceId;
        string workspace = http.Request.Headers["anthropic-workspace-id"].ToString();
        if (workspace.Length > 0 && workspace != organization.WorkspaceId)
            throw RefusedException.Forbidden("anthropic-workspace-id: the key does not reach this workspace");
        return organization;
    }

    private static BetaHeader CheckDialect(IHeaderDictionary headers)
    {
        string version = headers["anthropic-version"].ToString();
        if (!Versions.Contains(version))
            throw RefusedException.Invalid(version.Length == 0 ? "anthropic-version: header is required" : $"anthropic-version: must be one of {string.Join(", ", Versions)}");
        return BetaHeader.Read(headers["anthropic-beta"]);
    }

    private static async Task<ApiReply> HandleAsync(ApiCall call, ApiRoute route)
    {
        if (route.Method != "GET")
            call.Query.RefuseUnknown(); // before anything changes; reads are checked when they have asked for theirs
        ApiReply reply;
        lock (call.Organization.Gate)
            reply = route.Handler(call);
        if (route.Method == "GET")
            call.Query.RefuseUnknown();
        return reply is ApiReply.Later later ? await later.FinishAsync(call.Http.RequestAborted) : reply;
    }

    private static async Task ReadBodyAsync(ApiCall call, ApiRoute route)
    {
        HttpRequest request = call.Http.Request;
        CancellationToken aborted = call.Http.RequestAborted;
        switch (route.Body)
        {
            case BodyKind.Json:
                call.Body = await BodyReader.ReadJsonAsync(request, aborted);
                break;
            case BodyKind.File:
                call.Parts = await UploadReader.ReadAsync(request, EmulatorLimits.UploadHeadBytesMax, EmulatorLimits.FileBytesMax, aborted);
                break;
            case BodyKind.Skill:
                call.Parts = await UploadReader.ReadAsync(request, EmulatorLimits.SkillBytesMax, EmulatorLimits.SkillBytesMax, aborted);
                break;
            case BodyKind.None when request.Method == "POST" && call.Http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }:
                JsonFields.Of(await BodyReader.ReadJsonAsync(request, aborted)).RefuseUnknown(); // an empty object is tolerated
                break;
            default:
                break;
        }
    }

    private static ApiReply.Json Refusal(RefusedException refused, string requestId, HttpContext http)
    {
        if (refused.Edge)
        {
            http.Response.Headers.Remove("request-id");
            return new ApiReply.Json(refused.Status, "<html><body>the edge answered</body></html>"u8.ToArray()) { ContentType = "text/html" };
        }
        var error = new JsonObject { ["type"] = refused.Type, ["message"] = refused.Message };
        if (refused.Code is not null)
            error["details"] = new JsonObject { ["error_code"] = refused.Code };
        if (refused.RetryAfterSeconds is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString();
        if (refused.ShouldRetry is { } retry)
            http.Response.Headers["x-should-retry"] = retry ? "true" : "false";
        return new ApiReply.Json(refused.Status, JsonText.Bytes(new JsonObject { ["type"] = "error", ["error"] = error, ["request_id"] = requestId }));
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Error, "Request {RequestId} to {Template} failed inside the emulator.")]
        public static partial void CallFailed(ILogger logger, string requestId, string template, Exception mistake);
    }
}
