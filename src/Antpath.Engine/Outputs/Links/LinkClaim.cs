using Antpath.Ids;

namespace Antpath.Engine.Outputs.Links;

/// <summary>What a link says: one output of one run of one workspace, until an instant.</summary>
internal sealed record LinkClaim(WorkspaceId Workspace, RunId Run, OutputId Output, DateTimeOffset ExpiresAt);
