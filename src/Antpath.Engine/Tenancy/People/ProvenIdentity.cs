using Antpath.Engine.Mail;

namespace Antpath.Engine.Tenancy.People;

/// <summary>Who somebody proved to be, by an identity provider's word or by opening a link.</summary>
public sealed record ProvenIdentity
{
    /// <summary>The name of links, which prove an address and nothing else.</summary>
    public const string Link = "link";

    private const int NameCharactersMax = 200;

    /// <summary>How it was proven: the configured name of an identity provider, or <see cref="Link"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>A word of <c>accounts.type</c>: <c>oidc</c>, <c>oauth</c> or <c>email</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The provider's lasting id of the person, 1 to 255 characters; null for a link.</summary>
    public string? Subject { get; init; }

    /// <summary>The address, only if it is proven that the person reads it; else null.</summary>
    public EmailAddress? VerifiedEmail { get; init; }

    /// <summary>What the provider calls them, or null. Kept to 200 characters, without control characters: it comes from outside.</summary>
    public string? Name
    {
        get;
        init => field = value is null ? null : Readable(value);
    }

    /// <summary>Shows the way, not the person.</summary>
    public override string ToString() => $"an identity by {Provider}";

    private static string? Readable(string name)
    {
        var kept = string.Concat(name.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))).Trim();
        return kept.Length == 0 ? null : kept[..Math.Min(kept.Length, NameCharactersMax)];
    }
}
