using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;

namespace Antpath.Engine.Mail;

/// <summary>Hands one message to the SMTP server. Of what the server says only the status is kept: its words repeat addresses.</summary>
public sealed class Mailer(IOptions<MailOptions> options, TimeProvider time)
{
    /// <summary>Whether there is a server to send with.</summary>
    public bool Configured => options.Value.Host.Length > 0;

    /// <summary>Sends one message, on a connection of its own.</summary>
    /// <param name="mail">The message.</param>
    /// <param name="cancellationToken">Ends the wait; the server may have taken the message all the same.</param>
    /// <exception cref="InvalidOperationException">No server is set: ask <see cref="Configured"/> first.</exception>
    public async Task<MailResult> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (!Configured)
            throw new InvalidOperationException("a mail was to be sent, and ANTPATH_MAIL_HOST is not set");
        using var outOfTime = new CancellationTokenSource(options.Value.SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, outOfTime.Token);
        try
        {
            await HandOverAsync(mail, either.Token);
            return new MailResult.Sent();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new MailResult.Unavailable("timeout");
        }
        catch (Exception e) when (Judge(e) is { } judged)
        {
            return judged;
        }
    }

    private async Task HandOverAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var set = options.Value;
        using var message = Compose(mail, set);
        using var smtp = new SmtpClient { Timeout = (int)set.SendTimeout.TotalMilliseconds };
        await smtp.ConnectAsync(set.Host, set.Port, Protection(set.Tls), cancellationToken);
        if (set.Password is { } password)
            await smtp.AuthenticateAsync(set.User, password.Reveal(), cancellationToken);
        await smtp.SendAsync(message, cancellationToken);
        await smtp.DisconnectAsync(quit: true, cancellationToken);
    }

    private MimeMessage Compose(OutgoingMail mail, MailOptions set)
    {
        var message = new MimeMessage { Subject = mail.Subject, Date = time.GetUtcNow(), Body = new TextPart(TextFormat.Plain) { Text = mail.Text } };
        message.From.Add(new MailboxAddress(set.FromName, set.From));
        message.To.Add(new MailboxAddress("", mail.To.Value));
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated"); // RFC 3834: nobody's absence notice is asked for
        return message;
    }

    private static SecureSocketOptions Protection(string tls) => tls switch
    {
        MailOptions.ImplicitTls => SecureSocketOptions.SslOnConnect,
        MailOptions.NoTls => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    /// <summary>Which of the two it is, by the reply's first digit (RFC 5321, 4.2.1); null for faults of ours.</summary>
    private static MailResult? Judge(Exception exception) => exception switch
    {
        SmtpCommandException { StatusCode: var status } when (int)status >= 500 => new MailResult.Refused(((int)status).ToString()),
        SmtpCommandException { StatusCode: var status } => new MailResult.Unavailable(((int)status).ToString()),
        SslHandshakeException => new MailResult.Unavailable("tls"),
        MailKit.Security.AuthenticationException or SaslException or ServiceNotAuthenticatedException => new MailResult.Unavailable("authentication"),
        NotSupportedException => new MailResult.Unavailable("tls_not_offered"),
        ProtocolException or ServiceNotConnectedException => new MailResult.Unavailable("protocol"),
        IOException or SocketException or TimeoutException => new MailResult.Unavailable("connection"),
        _ => null,
    };
}
