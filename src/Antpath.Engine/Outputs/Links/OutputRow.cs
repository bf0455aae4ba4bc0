namespace Antpath.Engine.Outputs.Links;

/// <summary>What a link needs of <c>output_objects</c> and its run.</summary>
/// <param name="Available">Whether the copy is complete and neither it nor its run is deleted or about to be.</param>
internal sealed record OutputRow(
    string FileName, string ContentType, long SizeBytes, string? Sha256, string StorageBackend, string StorageBucket, string StoragePath, bool Available);
