using System.Globalization;
using System.Text.Json;

namespace Antpath.Runs;

/// <summary>Says in a few words what an event means, the same in the command line and the dashboard. Unknown types fall back to their own name.</summary>
public static class EventSentence
{
    /// <summary>The words for one event.</summary>
    /// <param name="entry">The event.</param>
    /// <returns>One short line without a full stop, e.g. <c>Tool bash</c>.</returns>
    public static string Of(EventView entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return string.Equals(entry.Source, "antpath", StringComparison.Ordinal) ? OfAntpath(entry) : OfProvider(entry);
    }

    private static string OfAntpath(EventView entry) => entry.Type switch
    {
        "run.submitted" => "Submitted",
        "run.status_changed" => $"Now {Words(Text(entry, "to"))}{Because(entry)}",
        "run.attempt_started" => $"Attempt {Text(entry, "attempt") ?? entry.Attempt?.ToString(CultureInfo.InvariantCulture)} started",
        "run.resource_created" => $"Created {Text(entry, "type")} at the provider",
        "run.resource_disposed" => $"Removed {Text(entry, "type")} from the provider",
        "run.output_captured" => $"Captured {Text(entry, "fileName") ?? "a file"}{Size(entry)}",
        "run.output_skipped" => $"Skipped {Text(entry, "fileName") ?? "a file"}{Size(entry)}: {Words(Text(entry, "reason"))}",
        "run.cancel_requested" => "Cancel requested",
        "run.delete_requested" => "Delete requested",
        "run.secret_destroyed" => "Destroyed the run's secret",
        "run.cleaned_up" => "Clean-up ended",
        _ => entry.Type,
    };

    private static string OfProvider(EventView entry) => entry.Type switch
    {
        "user.message" => "Prompt received",
        "user.interrupt" => "Interrupt received",
        "agent.message" => $"Message ({Text(entry, "textChars") ?? "0"} characters)",
        "agent.thinking" => "Thinking",
        "agent.tool_use" => $"Tool {Text(entry, "tool")}",
        "agent.mcp_tool_use" => $"Tool {Text(entry, "tool")} on {Text(entry, "mcpServer")}",
        "agent.tool_result" or "agent.mcp_tool_result" => Text(entry, "isError") == "true" ? "Tool failed" : "Tool answered",
        "session.thread_status_running" => "Thread running",
        "session.thread_status_idle" => "Thread idle",
        "session.status_running" => "Session running",
        "session.status_rescheduled" => "Provider retries by itself",
        "session.status_terminated" => "Session terminated",
        "session.status_idle" => $"Session idle: {Words(Text(entry, "stopReason"))}",
        "session.error" => OfError(entry),
        "session.usage" => entry.Usage is { } usage
            ? string.Create(CultureInfo.InvariantCulture, $"Usage so far: {usage.InputTokens} in, {usage.OutputTokens} out, ${usage.ListCostCents / 100m:0.00}")
            : "Usage reported",
        "span.model_request_start" => "Model request",
        "span.model_request_end" => $"Model answered ({Text(entry, "outputTokens") ?? "0"} tokens)",
        _ => entry.Type,
    };

    private static string OfError(EventView entry) => Text(entry, "error") switch
    {
        "mcp_authentication_failed_error" => $"MCP server {Text(entry, "mcpServer")} refused the run's bearer; check it and submit again",
        "mcp_connection_failed_error" => $"MCP server {Text(entry, "mcpServer")} cannot be reached by the provider; check its URL and the template's networking",
        var error => $"Provider error: {Words(error)} ({Words(Text(entry, "retryStatus"))})",
    };

    private static string Because(EventView entry) => Text(entry, "code") is { Length: > 0 } code && code != Text(entry, "to") ? $" ({Words(code)})" : "";

    private static string Size(EventView entry) => Text(entry, "sizeBytes") is { } bytes ? $" ({bytes} bytes)" : "";

    private static string Words(string? code) => string.IsNullOrEmpty(code) ? "unknown" : code.Replace('_', ' ');

    private static string? Text(EventView entry, string name) =>
        entry.Summary is { ValueKind: JsonValueKind.Object } summary && summary.TryGetProperty(name, out var value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
            : null;
}
