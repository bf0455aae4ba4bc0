using Antpath.Engine.Tenancy;
using Antpath.Ids;

namespace Antpath.Server.Tests;

/// <summary>One test's workspace with a token and a client that sends it.</summary>
public sealed record Tenant(WorkspaceId Workspace, AppUserId Owner, ApiTokenId Token, ApiTokenText TokenText, HttpClient Client);
