using System.Threading.Channels;
using Antpath.Engine.Mail;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy.People;

/// <summary>
/// Answers requests for links by mail, off the request path: whether an address is known is looked up only here, so no answer can tell, neither by its
/// words nor by its time. In memory on purpose; what a stopped process had not answered is asked for again.
/// </summary>
public sealed partial class LinkRequests(
    NpgsqlDataSource database, SignInLinks links, MailQueue mails, IOptions<SignInOptions> options, ILogger<LinkRequests> log) : BackgroundService
{
    private readonly SignUpRule _rule = new(options);
    private readonly Channel<LinkRequest> _asked = Channel.CreateBounded<LinkRequest>(new BoundedChannelOptions(options.Value.LinkRequestsMax) { SingleReader = true });

    /// <summary>Takes a request; dropped while too many wait.</summary>
    /// <param name="request">The request.</param>
    public void Ask(LinkRequest request)
    {
        if (!_asked.Writer.TryWrite(request))
            Log.Full(log);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var request in _asked.Reader.ReadAllAsync(stoppingToken))
                await TryAnswerAsync(request, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops
        }
    }

    private async Task TryAnswerAsync(LinkRequest request, CancellationToken stoppingToken)
    {
        try
        {
            await AnswerAsync(request, stoppingToken);
        }
        catch (NpgsqlException e)
        {
            // whatever it was, the next request is another; what the exception says is not written down, it may repeat the address
            Log.NotMade(log, e.SqlState);
        }
    }

    /// <summary>The link is kept before it is sent: a crash between leaves one that nobody has, and it dies by itself.</summary>
    private async Task AnswerAsync(LinkRequest request, CancellationToken stoppingToken)
    {
        string? token;
        await using (var connection = await database.OpenConnectionAsync(stoppingToken))
        await using (var transaction = await connection.BeginTransactionAsync(stoppingToken))
        {
            if (!await _rule.MayOpenLinkAsync(transaction, request.Email, stoppingToken))
                return;
            token = await links.IssueForBrowserAsync(transaction, request.Email, request.Browser, stoppingToken);
            await transaction.CommitAsync(stoppingToken);
        }

        if (token is null)
            Log.TooMany(log, options.Value.LinksWaitingMax);
        else
            mails.TryPost(Letter(request, token));
    }

    private OutgoingMail Letter(LinkRequest request, string token) => new()
    {
        To = request.Email,
        Purpose = "sign_in",
        Subject = "Your link to sign in to Antpath",
        Text = $"""
            Open this link in the browser in which you asked for it. It works once, within {options.Value.LinkLifetime.TotalMinutes:0.#} minutes:

            {request.LinkOf(token)}

            If you did not ask for it, somebody typed your address. Nothing happens as long as you do not open it.
            """,
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 1111, Level = LogLevel.Warning, Message = "A request for a sign-in link was dropped: ANTPATH_SIGNIN_LINK_REQUESTS_MAX wait already")]
        public static partial void Full(ILogger logger);

        [LoggerMessage(EventId = 1112, Level = LogLevel.Warning, Message = "A sign-in link was not made, because the database does not answer or refuses ({SqlState}); the person asks again")]
        public static partial void NotMade(ILogger logger, string? sqlState);

        [LoggerMessage(EventId = 1113, Level = LogLevel.Information, Message = "A sign-in link was not made: {Waiting} wait for the same address")]
        public static partial void TooMany(ILogger logger, int waiting);
    }
}
