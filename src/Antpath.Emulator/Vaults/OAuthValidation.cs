using System.Text.Json.Nodes;
using Antpath.Emulator.Mcp;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Vaults;

/// <summary><c>POST …/mcp_oauth_validate</c> (§9.2): contacts the server with the access token. The emulator never refreshes.</summary>
internal sealed class OAuthValidation(McpProber prober)
{
    public void Map(ApiRoutes routes) => routes.Action("/v1/vaults/{vault}/credentials/{credential}/mcp_oauth_validate", CallClass.Create, Validate);

    private ApiReply Validate(ApiCall call)
    {
        Credential credential = call.Organization.Vaults.Get(call.Id("vault")).Credential(call.Id("credential"));
        if (credential.Auth.Type != "mcp_oauth" || credential.ArchivedAt is not null)
            throw RefusedException.Invalid($"credential {credential.Id} is not an active mcp_oauth credential");
        if (!call.Emulator.Options.ContactMcpServers)
            return Answer(call, credential, "unknown", null);
        var target = new McpTarget(credential.Id, new Uri(credential.Auth.Key), credential.Auth.Secret, EgressAllowed: true);
        return new ApiReply.Later(async _ =>
        {
            McpContact contact = (await prober.ContactAsync([target]))[0];
            return Answer(call, credential, contact.ErrorType switch
            {
                null => "valid",
                "mcp_authentication_failed_error" => "invalid",
                _ => "unknown",
            }, contact);
        });
    }

    private static ApiReply Answer(ApiCall call, Credential credential, string status, McpContact? contact) => ApiReply.Ok(new JsonObject
    {
        ["type"] = "vault_credential_validation",
        ["credential_id"] = credential.Id,
        ["vault_id"] = credential.VaultId,
        ["status"] = status,
        ["mcp_probe"] = Probe(contact),
        ["refresh"] = null,
        ["has_refresh_token"] = credential.Auth.Refreshable,
        ["validated_at"] = Timestamps.Write(call.Now),
    });

    /// <summary>The step that failed; what the server said is left out, as it may quote the token.</summary>
    private static JsonObject? Probe(McpContact? contact) => contact?.FailedMethod is not { } method ? null : new JsonObject
    {
        ["method"] = method,
        ["http_response"] = contact.FailedStatus is not { } status ? null : new JsonObject
        {
            ["status_code"] = status,
            ["content_type"] = "",
            ["body"] = "",
            ["body_truncated"] = true,
        },
    };
}
