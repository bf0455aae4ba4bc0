namespace Antpath.Engine.Mail;

/// <summary>What came of handing a message to the SMTP server.</summary>
public abstract record MailResult
{
    private MailResult()
    {
    }

    /// <summary>The server took it.</summary>
    public sealed record Sent : MailResult;

    /// <summary>The server will not take it, now or later.</summary>
    /// <param name="Reason">A stable word, or the server's status number.</param>
    public sealed record Refused(string Reason) : MailResult;

    /// <summary>The server is in trouble or asks to come back: trying again may help. It may have taken the message all the same.</summary>
    /// <param name="Reason">A stable word, or the server's status number.</param>
    public sealed record Unavailable(string Reason) : MailResult;
}
