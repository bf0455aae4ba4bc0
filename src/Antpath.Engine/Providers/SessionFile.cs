namespace Antpath.Engine.Providers;

/// <summary>One file of a session, as listed.</summary>
/// <param name="Id">The provider's file id.</param>
/// <param name="FileName">Its true name, not to be used as a path.</param>
/// <param name="SizeBytes">Bytes as listed; what arrives is checked against it.</param>
/// <param name="ContentType">Media type as the provider says.</param>
/// <param name="CreatedAt">When the provider made it.</param>
public sealed record SessionFile(string Id, string FileName, long SizeBytes, string ContentType, DateTimeOffset CreatedAt);
