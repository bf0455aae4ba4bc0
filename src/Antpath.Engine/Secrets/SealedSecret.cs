using Antpath.Ids;

namespace Antpath.Engine.Secrets;

/// <summary>One run's encrypted bundle. It opens only for the run, the workspace and the entry id it was sealed for.</summary>
public sealed record SealedSecret
{
    /// <summary>The id it is bound to.</summary>
    public required Guid EntryId { get; init; }

    /// <summary>The workspace it is bound to.</summary>
    public required WorkspaceId Workspace { get; init; }

    /// <summary>The run it is bound to.</summary>
    public required RunId Run { get; init; }

    /// <summary>Which key-encryption key wraps the data key.</summary>
    public required string KekId { get; init; }

    /// <summary>The data key, encrypted.</summary>
    public required byte[] WrappedDek { get; init; }

    /// <summary>The bundle, encrypted.</summary>
    public required byte[] Ciphertext { get; init; }

    /// <summary>Names the entry, shows no byte of it.</summary>
    public override string ToString() => $"sealed secret {EntryId} of {Run}";
}
