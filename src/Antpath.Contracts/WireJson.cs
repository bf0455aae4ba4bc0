using System.Text.Json.Serialization;
using Antpath.Audit;
using Antpath.Deployment;
using Antpath.Runs;
using Antpath.Sweeps;
using Antpath.Tokens;
using Antpath.Workspaces;

namespace Antpath;

/// <summary>Source-generated JSON for everything the API answers: camelCase, nulls left out, unknown members ignored when read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(RunPage))]
[JsonSerializable(typeof(EventView))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(OutputList))]
[JsonSerializable(typeof(OutputLink))]
[JsonSerializable(typeof(ResourceList))]
[JsonSerializable(typeof(WhoAmI))]
[JsonSerializable(typeof(WorkspaceView))]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(DeploymentView))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(ProviderSweepView))]
[JsonSerializable(typeof(MemberList))]
[JsonSerializable(typeof(InvitationList))]
[JsonSerializable(typeof(NewInvitation))]
[JsonSerializable(typeof(TokenPage))]
[JsonSerializable(typeof(CreatedToken))]
internal sealed partial class WireJson : JsonSerializerContext;
