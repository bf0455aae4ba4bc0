using System.Text.Json;
using Antpath.Engine.Providers;
using Antpath.Engine.Providers.Claude;

namespace Antpath.Engine.Tests.Providers.Claude;

public sealed class EventReadingTests
{
    private const string Canary = "canary-91aa";

    [Theory]
    [InlineData("""{"type":"user.message","content":[{"type":"text","text":"CANARY"}]}""")]
    [InlineData("""{"type":"agent.message","content":[{"type":"text","text":"CANARY"},{"type":"redacted"}]}""")]
    [InlineData("""{"type":"agent.tool_use","name":"bash","input":{"command":"CANARY"},"evaluated_permission":"allow"}""")]
    [InlineData("""{"type":"agent.tool_result","tool_use_id":"sevt_2","content":[{"type":"text","text":"CANARY"}],"is_error":true}""")]
    [InlineData("""{"type":"agent.mcp_tool_use","mcp_server_name":"tracker","name":"find","input":{"q":"CANARY"}}""")]
    [InlineData("""{"type":"agent.mcp_tool_result","content":[{"type":"text","text":"CANARY"}]}""")]
    [InlineData("""{"type":"agent.custom_tool_use","name":"lookup","input":"CANARY"}""")]
    [InlineData("""{"type":"agent.thread_message_sent","content":[{"type":"text","text":"CANARY"}]}""")]
    [InlineData("""{"type":"session.error","error":{"type":"unknown_error","message":"CANARY","retry_status":{"type":"retrying"},"repository_url":"CANARY"}}""")]
    [InlineData("""{"type":"session.status_idle","stop_reason":{"type":"refusal"},"stop_details":{"type":"refusal","category":"cyber","explanation":"CANARY"}}""")]
    [InlineData("""{"type":"session.updated","title":"CANARY","metadata":{"a":"CANARY"}}""")]
    [InlineData("""{"type":"span.outcome_evaluation_end","explanation":"CANARY","result":"failed"}""")]
    [InlineData("""{"type":"something.new","anything":"CANARY","deep":{"er":["CANARY"]}}""")]
    public void No_content_gets_through(string json)
    {
        var read = Read(json.Replace("CANARY", Canary, StringComparison.Ordinal));

        Assert.DoesNotContain(Canary, JsonSerializer.Serialize(read), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tool_use_keeps_its_name_permission_and_length()
    {
        var read = Read("""{"type":"agent.mcp_tool_use","mcp_server_name":"tracker","name":"find","input":{"q":1},"evaluated_permission":"ask","processed_at":"2026-11-20T08:00:45.123Z"}""");

        Assert.Equal("ask", read.EvaluatedPermission);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 8, 0, 45, 123, TimeSpan.Zero), read.ProcessedAt);
        Assert.Equal(new Dictionary<string, object> { ["mcpServer"] = "tracker", ["tool"] = "find", ["permission"] = "ask", ["inputChars"] = 7 }, read.Summary);
    }

    [Fact]
    public void A_message_keeps_only_how_much_there_was()
    {
        var read = Read("""{"type":"agent.message","content":[{"type":"text","text":"twelve chars"},{"type":"redacted"}]}""");

        Assert.Equal(new Dictionary<string, object> { ["blocks"] = 2, ["textChars"] = 12 }, read.Summary);
    }

    [Fact]
    public void An_idle_event_keeps_its_stop_reason_known_or_not()
    {
        Assert.Equal("end_turn", Read("""{"type":"session.status_idle","stop_reason":{"type":"end_turn"},"stop_details":null}""").StopReason);
        Assert.Equal("brand_new", Read("""{"type":"session.status_idle","stop_reason":{"type":"brand_new"}}""").StopReason);
        Assert.Equal("cyber", Read("""{"type":"session.status_idle","stop_reason":{"type":"refusal"},"stop_details":{"category":"cyber"}}""").Summary["refusalCategory"]);
    }

    [Fact]
    public void An_error_keeps_its_type_and_whether_the_provider_goes_on()
    {
        var read = Read("""{"type":"session.error","error":{"type":"mcp_authentication_failed_error","message":"m","mcp_server_name":"tracker","retry_status":{"type":"exhausted"}}}""");

        Assert.Equal(("mcp_authentication_failed_error", "exhausted"), (read.ErrorType, read.RetryStatus));
        Assert.Equal("tracker", read.Summary["mcpServer"]);
        Assert.Equal("unknown_error", Read("""{"type":"session.error"}""").ErrorType);
    }

    [Fact]
    public void Usage_is_read_whole()
    {
        var read = Read("""
            {"type":"session.usage","usage":{"input_tokens":1200,"output_tokens":340,"cache_read_input_tokens":9000,
             "cache_creation":{"ephemeral_5m_input_tokens":800,"ephemeral_1h_input_tokens":5},
             "list_cost":{"amount":"7","currency":"USD"},"active_seconds":12.4,"server_tool_use":null}}
            """);

        Assert.Equal(
            new ProviderUsage
            {
                InputTokens = 1200, OutputTokens = 340, CacheReadInputTokens = 9000, CacheCreationInputTokens = 805, ActiveMilliseconds = 12_400, ListCostCents = 7,
            },
            read.Usage);
    }

    [Theory]
    [InlineData("""{"list_cost":null,"cache_creation":null}""")]
    [InlineData("""{"input_tokens":null,"active_seconds":"x","list_cost":{"amount":"-5"}}""")]
    [InlineData("""{"input_tokens":-4,"output_tokens":{},"active_seconds":-1,"list_cost":7}""")]
    public void Missing_and_odd_usage_counts_as_nothing(string usage) =>
        Assert.Equal(new ProviderUsage(), Read($$$"""{"type":"session.usage","usage":{{{usage}}}}""").Usage);

    [Theory]
    [InlineData("""{"type":"agent.message"}""")]
    [InlineData("""{"id":"","type":"agent.message"}""")]
    [InlineData("""{"id":null,"type":"agent.message"}""")]
    [InlineData("""{"id":"sevt_1"}""")]
    [InlineData("""{"id":"../x","type":"agent.message"}""")]
    [InlineData("""[]""")]
    public void An_event_that_cannot_be_told_apart_is_left_out(string json)
    {
        using var document = JsonDocument.Parse(json);

        Assert.Null(EventReading.Of(document.RootElement));
    }

    [Fact]
    public void Names_are_made_fit_for_the_database()
    {
        var read = Read("""{"type":"agent.tool_use","name":"a\u0000b\ud800c"}""");
        var longName = Read($$"""{"type":"agent.tool_use","name":"{{new string('x', 5000)}}"}""");

        Assert.False(read.Summary.TryGetValue("tool", out var name) && ((string)name).Contains('\0', StringComparison.Ordinal));
        Assert.Equal(128, ((string)longName.Summary["tool"]).Length);
    }

    private static ProviderEvent Read(string json)
    {
        using var document = JsonDocument.Parse(json.Insert(1, "\"id\":\"sevt_1\","));
        return Assert.IsType<ProviderEvent>(EventReading.Of(document.RootElement));
    }
}
