using Antpath.Engine.Mail;
using Antpath.Testing.Mail;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Mail;

/// <summary>Against a real SMTP server.</summary>
public sealed class MailerTests
{
    private const string Link = "https://antpath.example.test/sign-in/mail?token=a-link-that-lets-its-reader-in";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_arrives_as_it_was_written()
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation);

        Assert.IsType<MailResult.Sent>(await MailerTo(sink).SendAsync(MailTo("ada@example.test", $"Zürich, a long line first: {new string('x', 300)}\n\n{Link}\n"), Cancellation));

        var mail = await sink.ReceiveAsync("ada@example.test", Cancellation);
        Assert.Equal("\"Antpath\" <antpath@example.test>", mail.From);
        Assert.Equal("A subject", mail.Subject);
        Assert.Contains(Link, mail.Text, StringComparison.Ordinal);
        Assert.Contains("Zürich", mail.Text, StringComparison.Ordinal);
        Assert.Equal("auto-generated", mail.AutoSubmitted);
        Assert.Null(mail.User);
    }

    [Fact]
    public async Task It_says_who_it_is_where_it_must()
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation, "antpath", "a password");
        var known = MailerTo(sink, o => (o.User, o.Password) = ("antpath", "a password"));
        var wrong = MailerTo(sink, o => (o.User, o.Password) = ("antpath", "another"));

        Assert.IsType<MailResult.Sent>(await known.SendAsync(MailTo("ada@example.test"), Cancellation));
        Assert.Equal("antpath", (await sink.ReceiveAsync("ada@example.test", Cancellation)).User);
        Assert.Equal(new MailResult.Unavailable("authentication"), await wrong.SendAsync(MailTo("ada@example.test"), Cancellation));
        Assert.Equal(new MailResult.Unavailable("authentication"), await MailerTo(sink).SendAsync(MailTo("ada@example.test"), Cancellation));
    }

    [Fact]
    public async Task A_server_with_a_certificate_that_nobody_vouches_for_gets_nothing()
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation);

        Assert.Equal(new MailResult.Unavailable("tls"), await MailerTo(sink, o => o.Tls = "starttls").SendAsync(MailTo("ada@example.test"), Cancellation));
        Assert.False(sink.HasMail("ada@example.test"));
    }

    [Theory]
    [InlineData("refuse+550@example.test", "Refused { Reason = 550 }")]
    [InlineData("refuse+553@example.test", "Refused { Reason = 553 }")]
    [InlineData("refuse+450@example.test", "Unavailable { Reason = 450 }")]
    [InlineData("refuse+421@example.test", "Unavailable { Reason = 421 }")]
    public async Task A_refusal_for_now_is_told_from_one_for_good_and_repeats_no_address(string to, string result)
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation);

        Assert.Equal(result, (await MailerTo(sink).SendAsync(MailTo(to), Cancellation)).ToString());
    }

    [Fact]
    public async Task A_server_that_never_answers_is_left_in_time()
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation);
        var mailer = MailerTo(sink, o => o.SendTimeout = TimeSpan.FromMilliseconds(300));

        Assert.Equal(new MailResult.Unavailable("timeout"), await mailer.SendAsync(MailTo("stall@example.test"), Cancellation));
    }

    [Fact]
    public async Task A_server_that_is_not_there_may_come_back()
    {
        int port;
        await using (var gone = await SmtpSink.StartAsync(Cancellation))
            port = gone.Port;
        var mailer = new Mailer(Options.Create(new MailOptions { Host = "127.0.0.1", Port = port, Tls = "none", From = "antpath@example.test" }), TimeProvider.System);

        Assert.Equal(new MailResult.Unavailable("connection"), await mailer.SendAsync(MailTo("ada@example.test"), Cancellation));
    }

    internal static OutgoingMail MailTo(string to, string text = Link)
    {
        Assert.True(EmailAddress.TryParse(to, out var address));
        return new OutgoingMail { To = address, Subject = "A subject", Text = text, Purpose = "test" };
    }

    internal static Mailer MailerTo(SmtpSink sink, Action<MailOptions>? set = null) => new(Options.Create(OptionsFor(sink, set)), TimeProvider.System);

    internal static MailOptions OptionsFor(SmtpSink sink, Action<MailOptions>? set = null)
    {
        var options = new MailOptions { Host = "127.0.0.1", Port = sink.Port, Tls = "none", From = "antpath@example.test" };
        set?.Invoke(options);
        return options;
    }
}
