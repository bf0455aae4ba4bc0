using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Outputs.Archives;

/// <summary>What an archive needs of a stored output.</summary>
internal sealed record ArchivedFile(OutputId Id, string FileName, string ContentType, StoredObject Object, DateTimeOffset StoredAt, OutputPath Path);
