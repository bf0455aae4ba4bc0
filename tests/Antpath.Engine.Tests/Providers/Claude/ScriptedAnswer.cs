using System.Text;
using System.Text.Json.Nodes;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>What the scripted server does with one request.</summary>
internal abstract record ScriptedAnswer
{
    private ScriptedAnswer()
    {
    }

    public static ScriptedAnswer Json(string body, int status = 200, params (string Name, string Value)[] headers) =>
        new Http(status, [("content-type", "application/json"), .. headers], Encoding.UTF8.GetBytes(body));

    public static ScriptedAnswer Error(int status, string? errorCode = null, params (string Name, string Value)[] headers)
    {
        var error = new JsonObject { ["type"] = "x_error", ["message"] = ScriptedServer.Canary };
        if (errorCode is not null)
            error["details"] = new JsonObject { ["error_code"] = errorCode };
        return Json(new JsonObject { ["type"] = "error", ["error"] = error, ["request_id"] = "req_body" }.ToJsonString(), status, headers);
    }

    /// <summary>A complete answer.</summary>
    /// <param name="MissingBytes">How many bytes fewer than announced arrive before the connection is cut.</param>
    public sealed record Http(int Status, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body, int MissingBytes = 0) : ScriptedAnswer;

    /// <summary>The connection is cut with a reset after the request was read.</summary>
    public sealed record Reset : ScriptedAnswer;

    /// <summary>Nothing, until the server is disposed.</summary>
    public sealed record Silence : ScriptedAnswer;
}
