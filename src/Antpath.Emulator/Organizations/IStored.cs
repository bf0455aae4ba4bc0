namespace Antpath.Emulator.Organizations;

/// <summary>Something an organization owns and can list.</summary>
internal interface IStored
{
    string Id { get; }

    /// <summary>Order of creation inside the organization.</summary>
    long Sequence { get; }

    DateTimeOffset CreatedAt { get; }

    DateTimeOffset? ArchivedAt { get; }

    /// <summary>The name by which its creator can recognise it: name, display name, title or filename (§15).</summary>
    string Label { get; }

    IReadOnlyDictionary<string, string> Metadata { get; }
}
