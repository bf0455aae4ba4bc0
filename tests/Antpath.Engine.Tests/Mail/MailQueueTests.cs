using System.Collections.Concurrent;
using Antpath.Engine.Mail;
using Antpath.Testing.Mail;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Mail;

public sealed class MailQueueTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    private readonly KeptLines _log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_posted_is_sent()
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation);
        using var queue = await StartAsync(sink);

        Assert.True(queue.TryPost(MailerTests.MailTo("ada@example.test")));

        Assert.Equal("A subject", (await sink.ReceiveAsync("ada@example.test", Cancellation)).Subject);
    }

    [Fact]
    public async Task A_server_that_asks_to_come_back_is_asked_again()
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation);
        using var queue = await StartAsync(sink);

        Assert.True(queue.TryPost(MailerTests.MailTo("later+451@example.test")));

        Assert.Equal("A subject", (await sink.ReceiveAsync("later+451@example.test", Cancellation)).Subject);
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData("refuse+550@example.test", "A mail (test) was refused by the SMTP server: 550")]
    [InlineData("refuse+451@example.test", "A mail (test) was given up after 2 tries: 451. Check ANTPATH_MAIL_…")]
    public async Task What_cannot_be_sent_is_logged_without_its_address(string to, string line)
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation);
        using var queue = await StartAsync(sink, o => o.TriesMax = 2);

        Assert.True(queue.TryPost(MailerTests.MailTo(to)));

        Assert.Equal(line, await _log.NextAsync(Cancellation));
    }

    [Fact]
    public async Task A_message_that_cannot_be_composed_is_said_to_be_one_and_the_next_is_sent()
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation);
        using var queue = await StartAsync(sink);

        Assert.True(queue.TryPost(MailerTests.MailTo("ada@example.test") with { Subject = null! }));
        Assert.True(queue.TryPost(MailerTests.MailTo("ada@example.test")));

        Assert.Equal("A mail (test) could not be composed or sent, by a fault of ours: ArgumentNullException", await _log.NextAsync(Cancellation));
        Assert.Equal("A subject", (await sink.ReceiveAsync("ada@example.test", Cancellation)).Subject);
    }

    [Fact]
    public async Task It_holds_so_many_and_no_more()
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation);
        using var queue = QueueTo(sink, o => o.QueueMax = 2); // not started: all of them wait

        Assert.True(queue.TryPost(MailerTests.MailTo("ada@example.test")));
        Assert.True(queue.TryPost(MailerTests.MailTo("ada@example.test")));
        Assert.False(queue.TryPost(MailerTests.MailTo("ada@example.test")));
        await queue.StartAsync(Cancellation);
        await sink.ReceiveAsync("ada@example.test", Cancellation);
        await sink.ReceiveAsync("ada@example.test", Cancellation);
        await queue.StopAsync(Cancellation); // after it no message is under way

        Assert.True(queue.TryPost(MailerTests.MailTo("ada@example.test"))); // there is room again
        Assert.Single(_log.Lines, line => line.Contains("was dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stopping_process_does_not_wait_for_a_server_in_trouble()
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation);
        using var queue = await StartAsync(sink, o => o.RetryAfter = TimeSpan.FromMinutes(10));
        Assert.True(queue.TryPost(MailerTests.MailTo("refuse+451@example.test")));

        await queue.StopAsync(Cancellation);

        Assert.Equal("A mail (test) was not sent, because the process stops; its reader asks again", await _log.NextAsync(Cancellation));
    }

    [Fact]
    public void Without_a_server_nothing_is_taken()
    {
        var options = Options.Create(new MailOptions());
        using var queue = new MailQueue(new Mailer(options, TimeProvider.System), options, TimeProvider.System, _log);

        Assert.False(queue.TryPost(MailerTests.MailTo("ada@example.test")));
    }

    private async Task<MailQueue> StartAsync(SmtpSink sink, Action<MailOptions>? set = null)
    {
        var queue = QueueTo(sink, set);
        await queue.StartAsync(Cancellation);
        return queue;
    }

    private MailQueue QueueTo(SmtpSink sink, Action<MailOptions>? set)
    {
        var options = MailerTests.OptionsFor(sink, o =>
        {
            o.RetryAfter = Soon;
            set?.Invoke(o);
        });
        return new MailQueue(new Mailer(Options.Create(options), TimeProvider.System), Options.Create(options), TimeProvider.System, _log);
    }

    private sealed class KeptLines : ILogger<MailQueue>
    {
        private readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();
        private readonly ConcurrentQueue<string> _all = new();

        public IReadOnlyCollection<string> Lines => [.. _all];

        public Task<string> NextAsync(CancellationToken cancellationToken) => _lines.Reader.ReadAsync(cancellationToken).AsTask();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _all.Enqueue(formatter(state, exception));
            _lines.Writer.TryWrite(formatter(state, exception));
        }
    }
}
