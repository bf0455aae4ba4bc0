using Antpath.Ids;

namespace Antpath.Engine.Tenancy.People;

/// <summary>What sign-in needs of an <c>app_users</c> row.</summary>
internal sealed record PersonRow(AppUserId Id, int TokenVersion, bool Disabled);
