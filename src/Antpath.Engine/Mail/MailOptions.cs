using System.ComponentModel.DataAnnotations;
using System.Net;
using Antpath.Submission;

namespace Antpath.Engine.Mail;

/// <summary>The SMTP server that takes our mail. Section <c>Antpath:Mail</c>, environment <c>ANTPATH_MAIL_…</c>. Without a host nothing is sent.</summary>
public sealed class MailOptions : IValidatableObject
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Mail";

    /// <summary>TLS begins on the open connection, and nothing is sent before it does.</summary>
    internal const string StartTls = "starttls";

    /// <summary>TLS from the first byte, usually on port 465.</summary>
    internal const string ImplicitTls = "implicit";

    /// <summary>No TLS: for a relay on the same machine.</summary>
    internal const string NoTls = "none";

    /// <summary>The server's name. Default: none, and no mail is sent.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port. Default 587, 1 to 65,535.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected: starttls, implicit or none. Default starttls. The server's certificate is always verified.</summary>
    [RegularExpression("^(starttls|implicit|none)$", ErrorMessage = "write starttls, implicit or none.")]
    public string Tls { get; set; } = StartTls;

    /// <summary>Who we are to the server. Default: nobody, and no password is sent.</summary>
    public string User { get; set; } = "";

    /// <summary>The user's password, or null. Not bound like the others, so that no text of it lies about: see <see cref="MailServices"/>.</summary>
    public SecretString? Password { get; internal set; }

    /// <summary>The address that mail comes from, as in <c>antpath@example.org</c>. Required with <see cref="Host"/>.</summary>
    public string From { get; set; } = "";

    /// <summary>The name beside that address. Default Antpath, to 100 characters.</summary>
    [StringLength(100)]
    public string FromName { get; set; } = "Antpath";

    /// <summary>How long one message may take, from connecting to the server's receipt. Default 20 s; 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Times a message is tried when the server is in trouble or asks to come back. Default 4; 1 to 10.</summary>
    [Range(1, 10)]
    public int TriesMax { get; set; } = 4;

    /// <summary>Wait before the second try; each further one is four times as long. Default 5 s; 10 ms to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Messages being sent at once. Default 4; 1 to 64.</summary>
    [Range(1, 64)]
    public int Concurrent { get; set; } = 4;

    /// <summary>Messages waiting in memory at most; beyond that new ones are dropped. Default 1,000; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int QueueMax { get; set; } = 1000;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Host.Length == 0)
            yield break;
        if (!EmailAddress.TryParse(From, out _))
            yield return new ValidationResult("set the address that mail comes from, as in antpath@example.org; ANTPATH_MAIL_HOST is set.", [nameof(From)]);
        if (User.Length > 0 != Password is not null)
            yield return new ValidationResult("ANTPATH_MAIL_USER and ANTPATH_MAIL_PASSWORD go together.", [nameof(User)]);
        if (Tls == NoTls && User.Length > 0 && !IsLoopback(Host))
            yield return new ValidationResult("a password needs starttls or implicit, unless the server is on this machine.", [nameof(Tls)]);
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
