namespace Antpath.Engine.Mail;

/// <summary>One message to one person. It may hold a link that lets its reader in: nothing of it is ever logged.</summary>
public sealed record OutgoingMail
{
    /// <summary>Who gets it.</summary>
    public required EmailAddress To { get; init; }

    /// <summary>The subject, one line.</summary>
    public required string Subject { get; init; }

    /// <summary>The body as plain text.</summary>
    public required string Text { get; init; }

    /// <summary>What it is for, for logs: a fixed word such as <c>sign_in</c>, nothing of the message.</summary>
    public required string Purpose { get; init; }

    /// <summary>Nothing of it.</summary>
    public override string ToString() => $"a mail ({Purpose})";
}
