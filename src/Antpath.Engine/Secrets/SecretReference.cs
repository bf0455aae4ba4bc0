using Antpath.Ids;

namespace Antpath.Engine.Secrets;

/// <summary>Where one run's secret is.</summary>
/// <param name="Workspace">The run's workspace.</param>
/// <param name="Run">The run.</param>
/// <param name="SecretId">The value of <c>runs.execution_secret_id</c>.</param>
public sealed record SecretReference(WorkspaceId Workspace, RunId Run, Guid SecretId);
