using System.Text.Json;
using Antpath.Engine.Providers.Claude;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>The list of provider contract §7.3 and §7.4, case by case.</summary>
public sealed class ToolPoliciesTests
{
    [Theory]
    [InlineData("""[]""")]
    [InlineData("""[{"type":"agent_toolset_20260401"}]""")]
    [InlineData("""[{"type":"agent_toolset_20260401","default_config":null,"configs":null}]""")]
    [InlineData("""[{"type":"agent_toolset_20260401","default_config":{"enabled":true,"permission_policy":null}}]""")]
    [InlineData("""[{"type":"agent_toolset_20260401","default_config":{"permission_policy":{"type":"always_allow"}},"configs":[{"name":"bash","permission_policy":null}]}]""")]
    [InlineData("""[{"type":"agent_toolset_20260401","default_config":{"permission_policy":{"type":"always_ask"},"enabled":false}}]""")]
    [InlineData("""[{"type":"agent_toolset_20260401","configs":[{"name":"bash","enabled":false,"permission_policy":{"type":"always_ask"}}]}]""")]
    [InlineData("""[{"type":"mcp_toolset","mcp_server_name":"t","default_config":{"permission_policy":{"type":"always_allow"}}}]""")]
    [InlineData("""[{"type":"mcp_toolset","mcp_server_name":"t","default_config":{"enabled":false},"configs":[{"name":"x","enabled":true,"permission_policy":{"type":"always_allow"}}]}]""")]
    public void Nothing_asks(string tools) => Assert.Empty(Asking(tools));

    [Theory]
    [InlineData("""[{"type":"agent_toolset_20260401","default_config":{"permission_policy":{"type":"always_ask"}}}]""", "agent_toolset_20260401")]
    [InlineData("""[{"type":"agent_toolset_20260401","default_config":{"permission_policy":{"type":"auto"}}}]""", "agent_toolset_20260401")]
    [InlineData("""[{"type":"agent_toolset_20260401","configs":[{"name":"bash","permission_policy":{"type":"always_ask"}}]}]""", "agent_toolset_20260401.bash")]
    [InlineData("""[{"type":"agent_toolset_20260401","default_config":{"enabled":false},"configs":[{"name":"bash","enabled":true,"permission_policy":{"type":"auto"}}]}]""", "agent_toolset_20260401.bash")]
    [InlineData("""[{"type":"mcp_toolset","mcp_server_name":"tracker"}]""", "tracker")]
    [InlineData("""[{"type":"mcp_toolset","mcp_server_name":"tracker","default_config":null}]""", "tracker")]
    [InlineData("""[{"type":"mcp_toolset","mcp_server_name":"tracker","default_config":{"enabled":true}}]""", "tracker")]
    [InlineData("""[{"type":"mcp_toolset","mcp_server_name":"tracker","default_config":{"permission_policy":null}}]""", "tracker")]
    [InlineData("""[{"type":"mcp_toolset","mcp_server_name":"tracker","default_config":{"enabled":false},"configs":[{"name":"x","enabled":true}]}]""", "tracker.x")]
    [InlineData("""[{"type":"mcp_toolset","mcp_server_name":"tracker","default_config":{"permission_policy":{"type":"always_allow"}},"configs":[{"name":"x","permission_policy":{"type":"auto"}}]}]""", "tracker.x")]
    [InlineData("""[{"type":"custom","name":"lookup"}]""", "lookup")]
    [InlineData("""[{"type":"agent_toolset_20270101"}]""", "agent_toolset_20270101")]
    [InlineData("""[{"type":"agent_toolset_20260401","default_config":{"permission_policy":{"type":"brand_new"}}}]""", "agent_toolset_20260401")]
    [InlineData("""[{"type":"agent_toolset_20260401","default_config":{"permission_policy":"always_allow"}}]""", "agent_toolset_20260401")]
    [InlineData("""[{"type":"agent_toolset_20260401","default_config":{"enabled":"no","permission_policy":{"type":"auto"}}}]""", "agent_toolset_20260401")]
    [InlineData("""["odd"]""", "tool")]
    public void Something_asks(string tools, string name) => Assert.Equal([name], Asking(tools));

    [Theory]
    [InlineData("""{"tools":[],"multiagent":{"type":"coordinator"}}""", "multiagent")]
    [InlineData("""{"multiagent":null}""", "tools")]
    [InlineData("""{"tools":null}""", "tools")]
    [InlineData("""{"tools":{}}""", "tools")]
    public void What_cannot_be_seen_counts_as_asking(string agent, string name)
    {
        using var json = JsonDocument.Parse(agent);

        Assert.Equal([name], ToolPolicies.ThatCouldAsk(json.RootElement));
    }

    private static IReadOnlyList<string> Asking(string tools)
    {
        using var json = JsonDocument.Parse($$"""{"tools":{{tools}},"multiagent":null}""");
        return ToolPolicies.ThatCouldAsk(json.RootElement);
    }
}
