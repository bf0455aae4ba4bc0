using Antpath.Engine.Mail;

namespace Antpath.Engine.Tenancy.People;

/// <summary>Somebody typed an address and asked for a link.</summary>
public sealed record LinkRequest
{
    /// <summary>The address.</summary>
    public required EmailAddress Email { get; init; }

    /// <summary>The secret of the browser that asked.</summary>
    public required string Browser { get; init; }

    /// <summary>Where the link leads, given its token.</summary>
    public required Func<string, Uri> LinkOf { get; init; }

    /// <summary>Nothing of it.</summary>
    public override string ToString() => "a request for a link";
}
