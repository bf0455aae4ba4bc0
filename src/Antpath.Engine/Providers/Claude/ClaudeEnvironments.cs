using Anthropic.Models.Beta.Environments;
using Antpath.Submission;
using Antpath.Templates;
using Networking = Antpath.Templates.Networking;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Environments: made for one attempt, deleted after its session (provider contract §8).</summary>
internal sealed class ClaudeEnvironments(ClaudeCalls calls, Listing listing)
{
    private readonly ProviderCall _create = new("Creating the environment", CallKind.Create, CallFamily.Environment, calls.Options.CreateTimeout);
    private readonly ProviderCall _list = new("Searching the environments", CallKind.Read, CallFamily.Environment, calls.Options.ReadTimeout);
    private readonly ProviderCall _delete = new("Deleting the environment", CallKind.Settle, CallFamily.Environment, calls.Options.ReadTimeout);
    private readonly ProviderCall _archive = new("Archiving the environment", CallKind.Settle, CallFamily.Environment, calls.Options.ReadTimeout);

    public async Task<ProviderResult<CreatedResource>> CreateAsync(ExecutionBundle bundle, ResourceMarker marker, CancellationToken cancellationToken)
    {
        var created = await calls.AskAsync(
            _create,
            async token => await calls.Beta.Environments.Create(RequestOf(bundle.Environment, marker), token),
            environment => new CreatedResource(environment.RequiredId(), Version: null),
            cancellationToken);

        // the name is this try's own: whoever has it is an answer of ours that got lost (§16.1)
        if (created.Failure is { HttpStatus: 409 } taken)
            return await AdoptAsync(marker, taken, cancellationToken);
        return created;
    }

    public Task<ProviderResult<IReadOnlyList<FoundResource>>> FindAsync(ResourceMarker marker, CancellationToken cancellationToken) =>
        listing.AllAsync(
            _list,
            async (page, token) => await calls.Beta.Environments.List(From(page, new EnvironmentListParams { IncludeArchived = true, Limit = 100 }), token),
            environment => FoundReading.ByMetadata(environment, marker),
            enough: _ => false,
            cancellationToken);

    public async Task<ProviderResult<Disposal>> DisposeAsync(string environmentId, CancellationToken cancellationToken)
    {
        var deleted = await DeleteAsync(environmentId, cancellationToken);
        if (deleted.Succeeded)
            return Disposal.Deleted;
        if (deleted.Failure.HttpStatus == 404)
            return Disposal.AlreadyGone;
        if (deleted.Failure.HttpStatus is not (400 or 409))
            return deleted.Failure;

        // a session still names it: archived, nobody can start in it any more; then one more try, for a session that was just going (§16.6)
        var archived = await calls.RemoveAsync(
            _archive, async token => await calls.Beta.Environments.Archive(new EnvironmentArchiveParams { EnvironmentID = environmentId }, token), cancellationToken);
        if (!archived.Succeeded)
            return archived.Failure.HttpStatus == 404 ? Disposal.AlreadyGone : archived.Failure;

        // only a refusal settles for the archive; anything else is tried again later
        deleted = await DeleteAsync(environmentId, cancellationToken);
        return deleted.Failure is { HttpStatus: 400 or 409 } ? Disposal.Archived : Disposals.Of(deleted);
    }

    private Task<ProviderResult<bool>> DeleteAsync(string environmentId, CancellationToken cancellationToken) => calls.RemoveAsync(
        _delete, async token => await calls.Beta.Environments.Delete(new EnvironmentDeleteParams { EnvironmentID = environmentId }, token), cancellationToken);

    private async Task<ProviderResult<CreatedResource>> AdoptAsync(ResourceMarker marker, ProviderFailure taken, CancellationToken cancellationToken)
    {
        var found = await FindAsync(marker, cancellationToken);
        var mine = found.Value?.FirstOrDefault(f => f.Marker == marker && !f.Archived);
        return mine is not null
            ? new CreatedResource(mine.ProviderId, Version: null)
            : taken with { Class = ErrorClass.TransientProvider, OutcomeUnknown = true };
    }

    private static EnvironmentListParams From(string? page, EnvironmentListParams first) => page is null ? first : first with { Page = page };

    private static EnvironmentCreateParams RequestOf(EnvironmentDefinition definition, ResourceMarker marker) => new()
    {
        Name = ProviderNames.For(ProviderResourceType.Environment, marker),
        Config = new BetaCloudConfigParams
        {
            Networking = definition.Networking switch
            {
                Networking.Unrestricted => new BetaUnrestrictedNetwork(),
                Networking.Limited limited => new BetaLimitedNetworkParams
                {
                    AllowedHosts = limited.AllowedHosts,
                    AllowMcpServers = limited.AllowMcpServers,
                    AllowPackageManagers = limited.AllowPackageManagers,
                },
                _ => throw new System.Diagnostics.UnreachableException($"networking {definition.Networking.GetType().Name}"),
            },
            Packages = definition.Packages.IsEmpty ? null : PackagesOf(definition.Packages),
        },
        Metadata = MarkerMetadata.Of(marker),
    };

    private static BetaPackagesParams PackagesOf(PackageSet packages) => new()
    {
        Apt = packages.Apt,
        Cargo = packages.Cargo,
        Gem = packages.Gem,
        Go = packages.Go,
        Npm = packages.Npm,
        Pip = packages.Pip,
    };
}
