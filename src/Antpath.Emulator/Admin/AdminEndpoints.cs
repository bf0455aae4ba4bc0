using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Faults;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Admin;

/// <summary><c>/_emulator/…</c>: for tests and operators on this machine. Takes no key and never shows one.</summary>
internal sealed class AdminEndpoints(EmulatorState emulator, CallLog calls, FaultBook faults, RateLimits limits, ScenarioCatalog scenarios, ResourceReport resources, SessionReport sessions)
{
    private const int SkewSecondsMax = 86_400;

    /// <param name="routes">Every emulated endpoint, mapped before this.</param>
    public void Map(IEndpointRouteBuilder endpoints, ApiRoutes routes)
    {
        RouteGroupBuilder group = endpoints.MapGroup("/_emulator");
        group.MapGet("/health", http => AnswerAsync(http, _ => Health()));
        group.MapGet("/resources", http => AnswerAsync(http, _ => Resources(new QueryFields(http.Request.Query))));
        group.MapGet("/calls", http => AnswerAsync(http, _ => Calls(new QueryFields(http.Request.Query))));
        group.MapGet("/sessions", http => AnswerAsync(http, _ => sessions.Render(http.Request.Query["key"])));
        group.MapGet("/routes", http => AnswerAsync(http, _ => new JsonObject { ["data"] = JsonText.Strings(routes.All.Select(route => route.Name)) }));
        group.MapGet("/scenarios", http => AnswerAsync(http, _ => Scenarios()));
        group.MapGet("/faults", http => AnswerAsync(http, _ => new JsonObject { ["data"] = faults.Render() }));
        group.MapPost("/faults", http => AnswerAsync(http, body => faults.Add(FaultRule.Read(body)), wantsBody: true));
        group.MapDelete("/faults", http => AnswerAsync(http, _ => ClearFaults()));
        group.MapDelete("/faults/{fault}", http => AnswerAsync(http, _ => RemoveFault((string)http.Request.RouteValues["fault"]!)));
        group.MapPost("/settings", http => AnswerAsync(http, Change, wantsBody: true));
        group.MapPost("/clock", http => AnswerAsync(http, Skew, wantsBody: true));
        group.MapPost("/keys/revoke", http => AnswerAsync(http, Revoke, wantsBody: true));
        group.MapPost("/reset", http => AnswerAsync(http, _ => Reset()));
    }

    private static async Task AnswerAsync(HttpContext http, Func<JsonFields, JsonObject> answer, bool wantsBody = false)
    {
        int status = 200;
        JsonObject body;
        try
        {
            // A page in a browser could reach a loopback port: only direct callers may (no Origin header).
            if (http.Connection.RemoteIpAddress is not { } from || !IPAddress.IsLoopback(from) || http.Request.Headers.ContainsKey("Origin"))
                throw RefusedException.Forbidden("the admin API answers programs on this machine only");
            JsonElement sent = wantsBody ? await BodyReader.ReadJsonAsync(http.Request, http.RequestAborted) : JsonText.Freeze(new JsonObject());
            body = answer(JsonFields.Of(sent));
        }
        catch (RefusedException refused)
        {
            status = refused.Status;
            body = new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = refused.Type, ["message"] = refused.Message } };
        }
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(JsonText.Bytes(body), http.RequestAborted);
    }

    private JsonObject Health() => new()
    {
        ["status"] = "ok",
        ["organizations"] = emulator.Organizations.Count(),
        ["calls"] = calls.Total,
        ["held_bytes"] = emulator.Held.Bytes,
        ["held_bytes_max"] = emulator.Options.HeldBytesMax,
    };

    private JsonObject Resources(QueryFields query)
    {
        string? key = query.Text("key");
        bool? disposed = query.Given("disposed") ? query.Flag("disposed") : null;
        query.RefuseUnknown();
        return resources.Render(key, disposed);
    }

    private JsonObject Calls(QueryFields query)
    {
        string? key = query.Text("key");
        bool retried = query.Flag("retried");
        query.RefuseUnknown();
        IEnumerable<CallRecord> asked = calls.All().Where(call => (key is null || call.Key == key) && (!retried || call.Retried));
        return new JsonObject { ["total"] = calls.Total, ["data"] = new JsonArray([.. asked.Select(call => call.Render())]) };
    }

    private JsonObject Scenarios() => new()
    {
        ["data"] = new JsonArray([.. scenarios.All.Select(scenario => (JsonNode)new JsonObject { ["name"] = scenario.Name, ["summary"] = scenario.Summary })]),
    };

    private JsonObject ClearFaults()
    {
        faults.Clear();
        emulator.Options.ClockSkew = TimeSpan.Zero;
        return new JsonObject { ["cleared"] = true };
    }

    private JsonObject RemoveFault(string id) => faults.Remove(id) ?? throw RefusedException.NotFound("fault", id);

    private JsonObject Change(JsonFields body)
    {
        try
        {
            EmulatorSettings.Change(emulator.Options, body.Element);
            return new JsonObject { ["changed"] = true };
        }
        catch (EmulatorSettingsException wrong)
        {
            throw RefusedException.Invalid(wrong.Message);
        }
    }

    private JsonObject Skew(JsonFields body)
    {
        long seconds = body.Number("skew_seconds", -SkewSecondsMax, SkewSecondsMax) ?? throw body.Wrong("skew_seconds", "is required");
        body.RefuseUnknown();
        emulator.Options.ClockSkew = TimeSpan.FromSeconds(seconds);
        return new JsonObject { ["skew_seconds"] = seconds };
    }

    /// <summary>Takes the key itself or its fingerprint; answers the fingerprint.</summary>
    private JsonObject Revoke(JsonFields body)
    {
        string? key = body.Text("key", 1, 256);
        string fingerprint = key is not null ? ApiKey.Fingerprint(key) : body.RequiredText("fingerprint", 1, 64);
        bool revoked = body.Flag("revoked") ?? true;
        body.RefuseUnknown();
        Organization organization = emulator.Organization(fingerprint);
        organization.Revoked = revoked;
        return new JsonObject { ["key"] = fingerprint, ["revoked"] = revoked };
    }

    private JsonObject Reset()
    {
        emulator.Reset();
        calls.Clear();
        faults.Clear();
        limits.Reset();
        return new JsonObject { ["reset"] = true };
    }
}
