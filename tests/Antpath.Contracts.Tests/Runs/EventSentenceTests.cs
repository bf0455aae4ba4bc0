using System.Text.Json;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath.Contracts.Tests.Runs;

public sealed class EventSentenceTests
{
    [Theory]
    [InlineData("""{"error":"mcp_authentication_failed_error","mcpServer":"tracker","retryStatus":"exhausted"}""", "MCP server tracker refused the run's bearer; check it and submit again")]
    [InlineData("""{"error":"mcp_connection_failed_error","mcpServer":"tracker"}""", "MCP server tracker cannot be reached by the provider; check its URL and the template's networking")]
    [InlineData("""{"error":"model_overloaded_error","retryStatus":"retrying"}""", "Provider error: model overloaded error (retrying)")]
    [InlineData("""{"error":"brand_new_error"}""", "Provider error: brand new error (unknown)")]
    public void An_error_of_the_session_says_what_to_do_where_somebody_can_do_something(string summary, string expected)
    {
        var entry = new EventView
        {
            Id = new EventId(Guid.CreateVersion7()),
            Sequence = 1,
            Cursor = "c",
            Source = "provider",
            Type = "session.error",
            OccurredAt = DateTimeOffset.UnixEpoch,
            Summary = JsonDocument.Parse(summary).RootElement,
        };

        Assert.Equal(expected, EventSentence.Of(entry));
    }
}
