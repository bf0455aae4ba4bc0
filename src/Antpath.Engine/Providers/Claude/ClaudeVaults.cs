using System.Text.Json;
using Anthropic.Models.Beta.Vaults;
using Anthropic.Models.Beta.Vaults.Credentials;
using Antpath.Submission;

namespace Antpath.Engine.Providers.Claude;

/// <summary>The provider's vaults, which hold the bearers of a run's MCP servers and are deleted with them (provider contract §9).</summary>
internal sealed class ClaudeVaults(ClaudeCalls calls, Listing listing)
{
    private readonly ProviderCall _create = new("Creating the vault", CallKind.Create, CallFamily.Create, calls.Options.CreateTimeout);
    private readonly ProviderCall _list = new("Searching the vaults", CallKind.Read, CallFamily.Read, calls.Options.ReadTimeout);
    private readonly ProviderCall _delete = new("Deleting the vault", CallKind.Settle, CallFamily.Read, calls.Options.ReadTimeout);
    private readonly ProviderCall _createCredential = new("Creating the credential", CallKind.Create, CallFamily.Create, calls.Options.CreateTimeout);
    private readonly ProviderCall _renewCredential = new("Renewing the credential", CallKind.Settle, CallFamily.Read, calls.Options.ReadTimeout);
    private readonly ProviderCall _listCredentials = new("Searching the credentials", CallKind.Read, CallFamily.Read, calls.Options.ReadTimeout);

    public Task<ProviderResult<CreatedResource>> CreateAsync(ResourceMarker marker, CancellationToken cancellationToken) =>
        calls.AskAsync(
            _create,
            async token => await calls.Beta.Vaults.Create(
                new VaultCreateParams { DisplayName = ProviderNames.For(ProviderResourceType.Vault, marker), Metadata = MarkerMetadata.Of(marker) }, token),
            vault => new CreatedResource(vault.RequiredId(), Version: null),
            cancellationToken);

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(ResourceMarker marker, CancellationToken cancellationToken) =>
        listing.AllAsync(
            _list,
            async (page, token) => await calls.Beta.Vaults.List(From(page, new VaultListParams { IncludeArchived = true, Limit = 100 }), token),
            vault => FoundReading.ByMetadata(vault, marker),
            enough: _ => false,
            cancellationToken);

    public async Task<ProviderResult<Disposal>> DisposeAsync(string vaultId, CancellationToken cancellationToken)
    {
        var deleted = await calls.RemoveAsync(
            _delete, async token => await calls.Beta.Vaults.Delete(new VaultDeleteParams { VaultID = vaultId }, token), cancellationToken);
        return Disposals.Of(deleted);
    }

    public async Task<ProviderResult<CreatedResource>> CreateCredentialAsync(
        ExecutionBundle bundle, string mcpServerName, string vaultId, ResourceMarker marker, CancellationToken cancellationToken)
    {
        var server = bundle.Agent.McpServers.FirstOrDefault(s => s.Name == mcpServerName);
        var secrets = bundle.Secrets.McpServers.FirstOrDefault(s => s.Name == mcpServerName);
        if (server is null || secrets?.BearerToken is not { } bearer)
            return FailureTable.Own(_createCredential, ErrorClass.TenantPermanent, FailureCodes.CredentialMissing, "the submission has no bearer for this MCP server");
        // a vault delivers a bearer and nothing else (§9.2): dropping the rest silently would be worse
        if (secrets.Headers.Count > 1)
            return FailureTable.Own(_createCredential, ErrorClass.TenantPermanent, FailureCodes.HeaderUnsupported, "the provider delivers no header but Authorization");

        var created = await calls.AskAsync(
            _createCredential,
            async token => await calls.Beta.Vaults.Credentials.Create(
                new CredentialCreateParams
                {
                    VaultID = vaultId,
                    DisplayName = ProviderNames.For(ProviderResourceType.Credential, marker),
                    Auth = new BetaManagedAgentsStaticBearerCreateParams { McpServerUrl = server.Url, Token = bearer.Reveal() },
                    Metadata = MarkerMetadata.Of(marker),
                },
                token),
            credential => new CreatedResource(credential.RequiredId(), Version: null),
            cancellationToken);
        if (created.Failure is { HttpStatus: 409 } taken)
            return await AdoptCredentialAsync(server.Url, bearer, vaultId, marker.LocalKey, taken, cancellationToken);
        return created;
    }

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> FindCredentialsAsync(ResourceMarker marker, string vaultId, CancellationToken cancellationToken) =>
        ListCredentialsAsync(vaultId, includeArchived: true, credential => FoundReading.ByMetadata(credential, marker), cancellationToken);

    // one active credential for each server: the one that is there is ours, but its token may be an older one (§16.1)
    private async Task<ProviderResult<CreatedResource>> AdoptCredentialAsync(
        string serverUrl, SecretString bearer, string vaultId, string localKey, ProviderFailure taken, CancellationToken cancellationToken)
    {
        var active = await ListCredentialsAsync(
            vaultId,
            includeArchived: false,
            credential => IsFor(credential, serverUrl) ? new HeldCredential(credential.RequiredId(), MarkerMetadata.LocalKeyOf(credential)) : null,
            cancellationToken);
        if (!active.Succeeded)
            return active.Failure;
        if (active.Value is not [var existing, ..])
            return taken with { Class = ErrorClass.TransientProvider };
        if (existing.LocalKey is { } holder && holder != localKey)
        {
            return FailureTable.Own(_createCredential, ErrorClass.TenantPermanent, FailureCodes.AddressShared,
                "another MCP server of the template has the same address, and the provider keeps one credential for an address; drop one of the two");
        }

        return await calls.AskAsync(
            _renewCredential,
            async token => await calls.Beta.Vaults.Credentials.Update(
                new CredentialUpdateParams
                {
                    VaultID = vaultId,
                    CredentialID = existing.Id,
                    Auth = new BetaManagedAgentsStaticBearerUpdateParams { Token = bearer.Reveal() },
                },
                token),
            credential => new CreatedResource(credential.RequiredId(), Version: null),
            cancellationToken);
    }

    private Task<ProviderResult<IReadOnlyList<T>>> ListCredentialsAsync<T>(
        string vaultId, bool includeArchived, Func<JsonElement, T?> pick, CancellationToken cancellationToken)
        where T : class =>
        listing.AllAsync(
            _listCredentials,
            async (page, token) => await calls.Beta.Vaults.Credentials.List(
                From(page, new CredentialListParams { VaultID = vaultId, IncludeArchived = includeArchived, Limit = 100 }), token),
            pick,
            enough: _ => false,
            cancellationToken);

    // scheme, host, default port and a trailing slash make no difference (§9.2)
    private static bool IsFor(JsonElement credential, string serverUrl) =>
        Uri.TryCreate(credential.Member("auth")?.Text("mcp_server_url"), UriKind.Absolute, out var theirs)
        && Uri.TryCreate(serverUrl, UriKind.Absolute, out var ours)
        && theirs.AbsoluteUri.TrimEnd('/') == ours.AbsoluteUri.TrimEnd('/');

    private sealed record HeldCredential(string Id, string? LocalKey);

    private static VaultListParams From(string? page, VaultListParams first) => page is null ? first : first with { Page = page };

    private static CredentialListParams From(string? page, CredentialListParams first) => page is null ? first : first with { Page = page };
}
