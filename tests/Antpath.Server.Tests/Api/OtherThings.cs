using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Antpath.Problems;

namespace Antpath.Server.Tests.Api;

/// <summary>Things besides runs that a workspace has, for the census to try another's.</summary>
internal static class OtherThings
{
    /// <summary>Operations that name another thing than a run, with the making of one and the code that says there is none.</summary>
    public static readonly Dictionary<string, (string Parameter, Func<RunningServer, Tenant, Task<string>> Make, string Code)> ByOperation = new()
    {
        ["getProviderSweep"] = ("{sweepId}", StartSweepAsync, ApiProblemCodes.ProviderSweepNotFound),
        ["changeMemberRole"] = ("{memberId}", (_, tenant) => Task.FromResult(tenant.Owner.ToString()), ApiProblemCodes.MemberNotFound),
        ["removeMember"] = ("{memberId}", (_, tenant) => Task.FromResult(tenant.Owner.ToString()), ApiProblemCodes.MemberNotFound),
        ["rotateToken"] = ("{tokenId}", (_, tenant) => Task.FromResult(tenant.Token.ToString()), ApiProblemCodes.TokenNotFound),
        ["revokeToken"] = ("{tokenId}", (_, tenant) => Task.FromResult(tenant.Token.ToString()), ApiProblemCodes.TokenNotFound),
        ["revokeInvitation"] = ("{invitationId}", InviteAsync, ApiProblemCodes.InvitationNotFound),
    };

    private static async Task<string> StartSweepAsync(RunningServer server, Tenant tenant)
    {
        using var content = new StringContent($$"""{"secrets": {"anthropic": {"apiKey": "{{Submissions.ApiKey}}"} }, "dryRun": true}""");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await tenant.Client.PostAsync(new Uri("/v1/provider-sweeps", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["id"]!;
    }

    private static async Task<string> InviteAsync(RunningServer server, Tenant tenant)
    {
        using var content = new StringContent("""{"role": "viewer"}""");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await tenant.Client.PostAsync(new Uri("/v1/invitations", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["invitation"]!["id"]!;
    }
}
