namespace Antpath.Engine.Outputs.Storage;

/// <summary>A store's own link. Whoever has it can read the object: it is a credential, and its text form shows nothing of it.</summary>
/// <param name="Url">The whole link.</param>
/// <param name="ExpiresAt">When it stops working.</param>
public sealed record StoreLink(Uri Url, DateTimeOffset ExpiresAt)
{
    /// <summary>Says nothing of the link.</summary>
    public override string ToString() => "[redacted link]";
}
