using System.Diagnostics;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle.Provisioning;

/// <summary>Asks for one journaled resource and records the answer at once.</summary>
internal sealed class ResourceCreator(StepKit kit, ResourceMarkers markers)
{
    public const string Step = "provision";

    /// <param name="scene">The step.</param>
    /// <param name="plan">What the run needs.</param>
    /// <param name="live">Entries of this attempt as they were before this step.</param>
    /// <param name="entry">The durable intent.</param>
    public async Task<Creation> CreateAsync(
        StepScene scene, ProvisionPlan plan, IReadOnlyDictionary<string, JournalEntry> live, JournalEntry entry, CancellationToken cancellationToken)
    {
        await kit.Milestones.ReachedAsync(Step, entry.LocalKey, Moment.AfterIntent);
        var marker = markers.For(scene.Held.Lease.Run, entry);
        var answer = await AskAsync(scene, plan, live, plan[entry.LocalKey], marker, cancellationToken);
        await kit.Milestones.ReachedAsync(Step, entry.LocalKey, Moment.AfterReply);

        var verdict = CreateVerdicts.Of(answer.Failure);
        if (answer.Succeeded)
            await RecordAsync(scene, entry, answer.Value, live);
        else if (verdict is CreateVerdict.NotCreated or CreateVerdict.Refused)
            await kit.CommitAsync(scene.Held, new RecordAbsent(entry.Id));
        return new Creation(entry.LocalKey, verdict, answer.Failure);
    }

    /// <summary>Records a provider id; with the session the attempt moves on in the same transaction.</summary>
    public async Task RecordAsync(StepScene scene, JournalEntry entry, CreatedResource created, IReadOnlyDictionary<string, JournalEntry> live)
    {
        var parent = entry.ResourceType == ProviderResourceType.Credential ? live[ProvisionPlan.VaultKey].ProviderId : null;
        var recorded = new RecordCreated(entry.Id, created.ProviderId, created.Version, parent);
        var told = kit.Event("run.resource_created", ("type", entry.ResourceType));
        if (entry.ResourceType != ProviderResourceType.Session)
        {
            await kit.CommitAsync(scene.Held, recorded, new AppendEvents(entry.Attempt, [told]));
        }
        else
        {
            // until this commit no worker may send, so whoever makes it knows that nothing was sent
            scene.Held.NothingSent = true;
            await kit.CommitAsync(
                scene.Held,
                recorded,
                new RecordSession(entry.Attempt, created.ProviderId),
                new MovePhase(RunStatus.Provisioning, RunStatus.SessionCreated, "session_created", "The session exists; its settings are checked before the prompt is sent."),
                new AppendEvents(entry.Attempt, [told, kit.StatusChanged(RunStatus.Provisioning, RunStatus.SessionCreated, "session_created")]));
        }

        await kit.Milestones.ReachedAsync(Step, entry.LocalKey, Moment.AfterCommit);
    }

    private static Task<ProviderResult<CreatedResource>> AskAsync(
        StepScene scene, ProvisionPlan plan, IReadOnlyDictionary<string, JournalEntry> live, PlannedResource planned, ResourceMarker marker,
        CancellationToken cancellationToken) => planned.ResourceType switch
        {
            ProviderResourceType.Environment => scene.Provider.CreateEnvironmentAsync(scene.Bundle, marker, cancellationToken),
            ProviderResourceType.Vault => scene.Provider.CreateVaultAsync(marker, cancellationToken),
            ProviderResourceType.Skill => scene.Provider.UploadSkillAsync(scene.Bundle, planned.Name, marker, cancellationToken),
            ProviderResourceType.File => scene.Provider.UploadFileAsync(scene.Bundle, planned.Name, marker, cancellationToken),
            ProviderResourceType.Agent => scene.Provider.CreateAgentAsync(scene.Bundle, plan.SkillsByName(live), marker, cancellationToken),
            ProviderResourceType.Credential => scene.Provider.CreateCredentialAsync(
                scene.Bundle, planned.Name, live[ProvisionPlan.VaultKey].ProviderId!, marker, cancellationToken),
            ProviderResourceType.Session => scene.Provider.CreateSessionAsync(plan.SessionStart(live, scene.Facts.BudgetCents), marker, cancellationToken),
            _ => throw new UnreachableException($"resource type {planned.ResourceType}"),
        };
}
