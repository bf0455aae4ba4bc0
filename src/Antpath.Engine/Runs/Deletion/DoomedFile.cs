using Antpath.Ids;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>A stored file of a run that is being deleted.</summary>
internal sealed record DoomedFile(OutputId Id, string Backend, string Bucket, string Path);
