using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Mail;

/// <summary>
/// Sends mail off the request path, so that an answer takes as long whether a message follows it or not. It lives in memory on purpose: a message may hold
/// a link, and a link is kept nowhere. What a stopped process had not sent is lost, and its reader asks again.
/// </summary>
public sealed partial class MailQueue(Mailer mailer, IOptions<MailOptions> options, TimeProvider time, ILogger<MailQueue> log) : BackgroundService
{
    private const int RetryGrowth = 4;

    private readonly Channel<OutgoingMail> _posted = Channel.CreateUnbounded<OutgoingMail>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _turns = new(options.Value.Concurrent);
    private readonly ConcurrentDictionary<Task, bool> _underWay = new();
    private int _held;

    /// <summary>Takes a message; it is sent soon, and tried again when the server is in trouble.</summary>
    /// <param name="mail">The message.</param>
    /// <returns>Whether it was taken: not without a server, and not while <see cref="MailOptions.QueueMax"/> messages wait.</returns>
    public bool TryPost(OutgoingMail mail)
    {
        if (!mailer.Configured)
            return false;
        if (Interlocked.Increment(ref _held) <= options.Value.QueueMax && _posted.Writer.TryWrite(mail))
            return true;
        Interlocked.Decrement(ref _held);
        Log.Full(log, mail.Purpose);
        return false;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        while (_posted.Reader.TryRead(out var mail)) // posted, and not begun
        {
            Interlocked.Decrement(ref _held);
            Log.Dropped(log, mail.Purpose);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _turns.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var mail in _posted.Reader.ReadAllAsync(stoppingToken))
                Keep(DeliverAsync(mail, stoppingToken), mail.Purpose);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops
        }

        await Task.WhenAll(_underWay.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what failed has been said
    }

    /// <summary>Holds on to a delivery until it ends. One that failed by a fault of ours is said to have, by its kind alone: its words may repeat the message.</summary>
    private void Keep(Task delivery, string purpose)
    {
        _underWay.TryAdd(delivery, true);
        _ = delivery.ContinueWith(
            done =>
            {
                _underWay.TryRemove(done, out _);
                if (done.Exception is { InnerException: { } fault })
                    Log.Failed(log, purpose, fault.GetType().Name);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task DeliverAsync(OutgoingMail mail, CancellationToken stoppingToken)
    {
        try
        {
            var wait = options.Value.RetryAfter;
            for (var tries = 1; ; tries++, wait *= RetryGrowth)
            {
                switch (await SendInTurnAsync(mail, stoppingToken))
                {
                    case MailResult.Sent:
                        return;
                    case MailResult.Refused refused:
                        Log.Refused(log, mail.Purpose, refused.Reason);
                        return;
                    case MailResult.Unavailable unavailable when tries >= options.Value.TriesMax:
                        Log.GivenUp(log, mail.Purpose, tries, unavailable.Reason);
                        return;
                }

                await Task.Delay(wait, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Log.Dropped(log, mail.Purpose);
        }
        finally
        {
            Interlocked.Decrement(ref _held);
        }
    }

    /// <summary>Waiting for the next try takes no turn: a slow mailbox does not keep the others waiting.</summary>
    private async Task<MailResult> SendInTurnAsync(OutgoingMail mail, CancellationToken stoppingToken)
    {
        await _turns.WaitAsync(stoppingToken);
        try
        {
            return await mailer.SendAsync(mail, stoppingToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1501, Level = LogLevel.Warning, Message = "A mail ({Purpose}) was dropped: ANTPATH_MAIL_QUEUE_MAX messages wait already")]
        public static partial void Full(ILogger logger, string purpose);

        [LoggerMessage(EventId = 1502, Level = LogLevel.Warning, Message = "A mail ({Purpose}) was refused by the SMTP server: {Reason}")]
        public static partial void Refused(ILogger logger, string purpose, string reason);

        [LoggerMessage(EventId = 1503, Level = LogLevel.Warning, Message = "A mail ({Purpose}) was given up after {Tries} tries: {Reason}. Check ANTPATH_MAIL_…")]
        public static partial void GivenUp(ILogger logger, string purpose, int tries, string reason);

        [LoggerMessage(EventId = 1505, Level = LogLevel.Error, Message = "A mail ({Purpose}) could not be composed or sent, by a fault of ours: {Exception}")]
        public static partial void Failed(ILogger logger, string purpose, string exception);

        [LoggerMessage(EventId = 1504, Level = LogLevel.Warning, Message = "A mail ({Purpose}) was not sent, because the process stops; its reader asks again")]
        public static partial void Dropped(ILogger logger, string purpose);
    }
}
