using Antpath.Engine.Configuration;

namespace Antpath.Engine.Mail;

/// <summary>The settings of mail.</summary>
public static class MailSettings
{
    /// <summary>The settings, as <c>antpath-server config</c> and the documentation list them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new() { Name = "ANTPATH_MAIL_HOST", Meaning = "The SMTP server that takes our mail. Without it no mail is sent: no sign-in by mail, no invitations by mail." },
        new() { Name = "ANTPATH_MAIL_PORT", Default = "587", Range = "1 to 65535", Meaning = "Its port." },
        new()
        {
            Name = "ANTPATH_MAIL_TLS", Default = MailOptions.StartTls, Range = "starttls, implicit or none",
            Meaning = "How the connection is protected. The server's certificate is always verified.",
        },
        new() { Name = "ANTPATH_MAIL_USER", Meaning = "Who we are to the server, if it asks." },
        new() { Name = "ANTPATH_MAIL_PASSWORD", Secret = true, Meaning = "The password of ANTPATH_MAIL_USER." },
        new() { Name = "ANTPATH_MAIL_FROM", Meaning = "The address that mail comes from. Required with ANTPATH_MAIL_HOST." },
        new() { Name = "ANTPATH_MAIL_FROM_NAME", Default = "Antpath", Range = "to 100 characters", Meaning = "The name beside that address." },
        new() { Name = "ANTPATH_MAIL_SEND_TIMEOUT", Default = "00:00:20", Range = "00:00:01 to 00:05:00", Meaning = "How long one message may take, from connecting to the receipt." },
        new() { Name = "ANTPATH_MAIL_TRIES_MAX", Default = "4", Range = "1 to 10", Meaning = "Times a message is tried when the server is in trouble or asks to come back." },
        new() { Name = "ANTPATH_MAIL_RETRY_AFTER", Default = "00:00:05", Range = "00:00:00.01 to 00:10:00", Meaning = "Wait before the second try; each further one is four times as long." },
        new() { Name = "ANTPATH_MAIL_CONCURRENT", Default = "4", Range = "1 to 64", Meaning = "Messages being sent at once." },
        new() { Name = "ANTPATH_MAIL_QUEUE_MAX", Default = "1000", Range = "1 to 100000", Meaning = "Messages waiting in memory; beyond that new ones are dropped." },
    ];
}
