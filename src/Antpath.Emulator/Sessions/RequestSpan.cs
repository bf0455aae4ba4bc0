using System.Text.Json.Nodes;
using Antpath.Emulator.Scenarios;

namespace Antpath.Emulator.Sessions;

/// <summary>The model request that a turn is in, with the tokens it costs (§13.3).</summary>
internal sealed class RequestSpan(Session session, SessionEvents events)
{
    private const int TokensAtStart = 600;
    private const int CacheWriteTokensMax = 400;
    private const int CharsPerToken = 4;

    private string? _open;
    private int _contextTokens = TokensAtStart;

    public void Begin() => _open = events.Append("span.model_request_start");

    public void End(ModelUsage usage, bool isError)
    {
        if (_open is not { } start)
            return;
        _open = null;
        session.Usage.Add(usage);
        events.Append("span.model_request_end", new JsonObject { ["model_request_start_id"] = start, ["is_error"] = isError, ["model_usage"] = usage.Render() });
    }

    /// <summary>Ends it because a call waits for the client.</summary>
    public void EndAtPause() => End(new ModelUsage(_contextTokens, 60, 0, 0), isError: false);

    public ModelUsage UsageOf(Beat.Request request)
    {
        int said = ((request.Says?.Length ?? 0) / CharsPerToken) + 40 + request.Calls.Sum(call => (call.Input.ToJsonString().Length / CharsPerToken) + 20);
        int read = request.Calls.Sum(call => call.Result.Length / CharsPerToken);
        var usage = new ModelUsage(20 + read, said, _contextTokens, Math.Min(_contextTokens, CacheWriteTokensMax));
        _contextTokens += said + read;
        return usage;
    }
}
