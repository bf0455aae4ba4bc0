namespace Antpath.Server.OpenApi;

/// <summary>Marks the operation that takes a submission.</summary>
internal sealed class SubmissionBody;
