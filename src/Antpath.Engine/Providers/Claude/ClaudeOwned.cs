using Anthropic.Models.Beta.Agents;
using Anthropic.Models.Beta.Environments;
using Anthropic.Models.Beta.Files;
using Anthropic.Models.Beta.Sessions;
using Anthropic.Models.Beta.Skills;
using Anthropic.Models.Beta.Vaults;

namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// Lists what carries this installation's marker, whatever the run: nothing can be filtered by it at the provider, so each listing is read to its end
/// and matched here (provider contract §15). Archived objects are left out: they are disposed of.
/// </summary>
internal sealed class ClaudeOwned(ClaudeCalls calls, Listing listing)
{
    private readonly ProviderCall _list = new("Listing what this installation left", CallKind.Read, CallFamily.Read, calls.Options.ReadTimeout);
    private readonly ProviderCall _listEnvironments = new("Listing the environments of this installation", CallKind.Read, CallFamily.Environment, calls.Options.ReadTimeout);
    private readonly ProviderCall _listFiles = new("Listing the files of this installation", CallKind.Read, CallFamily.File, calls.Options.ReadTimeout);

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> ListAsync(string resourceType, string installation, CancellationToken cancellationToken) => resourceType switch
    {
        ProviderResourceType.Session => listing.AllAsync(
            _list,
            async (page, token) => await calls.Beta.Sessions.List(From(page, new SessionListParams { Limit = 100 }, (p, l) => l with { Page = p }), token),
            session => FoundReading.OwnedByMetadata(session, installation), enough: _ => false, cancellationToken),
        ProviderResourceType.Agent => listing.AllAsync(
            _list,
            async (page, token) => await calls.Beta.Agents.List(From(page, new AgentListParams { Limit = 100 }, (p, l) => l with { Page = p }), token),
            agent => FoundReading.OwnedByMetadata(agent, installation), enough: _ => false, cancellationToken),
        ProviderResourceType.Environment => listing.AllAsync(
            _listEnvironments,
            async (page, token) => await calls.Beta.Environments.List(From(page, new EnvironmentListParams { Limit = 100 }, (p, l) => l with { Page = p }), token),
            environment => FoundReading.OwnedByMetadata(environment, installation), enough: _ => false, cancellationToken),
        ProviderResourceType.Vault => listing.AllAsync(
            _list,
            async (page, token) => await calls.Beta.Vaults.List(From(page, new VaultListParams { Limit = 100 }, (p, l) => l with { Page = p }), token),
            vault => FoundReading.OwnedByMetadata(vault, installation), enough: _ => false, cancellationToken),
        ProviderResourceType.Skill => listing.AllAsync(
            _list,
            async (page, token) => await calls.Beta.Skills.List(From(page, new SkillListParams { Source = "custom", Limit = 100 }, (p, l) => l with { Page = p }), token),
            skill => FoundReading.OwnedByName(skill, "display_name", installation), enough: _ => false, cancellationToken),
        ProviderResourceType.File => listing.AllAsync(
            _listFiles,
            async (page, token) => await calls.Beta.Files.List(From(page, new FileListParams { Limit = 1000 }, (p, l) => l with { Page = p }), token),
            UploadOf(installation), enough: _ => false, cancellationToken),
        _ => throw new ArgumentException($"No listing for '{resourceType}'; a credential goes with its vault.", nameof(resourceType)),
    };

    // a copy mounted into a session bears the same name, and goes with the session (§11)
    private static Func<System.Text.Json.JsonElement, FoundResource?> UploadOf(string installation) =>
        file => file.Member("scope") is { } scope && scope.Text("type") == "session" ? null : FoundReading.OwnedByName(file, "filename", installation);

    // a cursor that is set to null is sent as an empty one, which is no cursor
    private static T From<T>(string? page, T first, Func<string, T, T> at) => page is null ? first : at(page, first);
}
