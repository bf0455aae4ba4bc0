using Antpath.Ids;

namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>What the tables say about one file of an attempt.</summary>
/// <param name="ProviderFileId">The provider's file id.</param>
/// <param name="Output">The output row, or null when there is a capture failure instead.</param>
/// <param name="Settled">Stored, deleted or failed: nothing is to be done. Otherwise a copy was begun, or a user wants a failed one tried again.</param>
internal sealed record KnownOutput(string ProviderFileId, OutputId? Output, bool Settled);
