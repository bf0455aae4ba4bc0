using System.Text.Json;
using Anthropic.Core;
using Anthropic.Models.Beta.Sessions.Events;
using Antpath.Submission;

namespace Antpath.Engine.Providers.Claude;

/// <summary>A session's events: the prompt and the interrupt going in, metadata coming out (provider contract §13).</summary>
internal sealed class ClaudeEvents(ClaudeCalls calls, ClaudeSessions sessions)
{
    private const int PageItemsMax = 200;

    private static readonly IReadOnlyList<ApiEnum<string, BetaManagedAgentsSessionEventType>> StatusTypes =
    [
        BetaManagedAgentsSessionEventType.SessionStatusRunning,
        BetaManagedAgentsSessionEventType.SessionStatusIdle,
        BetaManagedAgentsSessionEventType.SessionStatusRescheduled,
        BetaManagedAgentsSessionEventType.SessionStatusTerminated,
    ];

    private static readonly IReadOnlyList<ApiEnum<string, BetaManagedAgentsSessionEventType>> SentTypes =
        [BetaManagedAgentsSessionEventType.UserMessage, BetaManagedAgentsSessionEventType.SessionStatusRunning];

    private readonly ProviderCall _send = new("Sending the prompt", CallKind.Send, CallFamily.Read, calls.Options.SendTimeout, FailureCodes.SessionLost);
    private readonly ProviderCall _interrupt = new("Interrupting the session", CallKind.Settle, CallFamily.Read, calls.Options.SendTimeout, FailureCodes.SessionLost);
    private readonly ProviderCall _list = new("Reading the session's events", CallKind.Read, CallFamily.Read, calls.Options.ReadTimeout, FailureCodes.SessionLost);

    public Task<ProviderResult<ProviderEvent>> SendPromptAsync(ExecutionBundle bundle, string sessionId, CancellationToken cancellationToken) =>
        calls.AskAsync(
            _send,
            async token => await calls.Beta.Sessions.Events.Send(
                new EventSendParams
                {
                    SessionID = sessionId,
                    Events =
                    [
                        new BetaManagedAgentsUserMessageEventParams
                        {
                            Content = [new BetaManagedAgentsTextBlock { Text = bundle.Content.Prompt.Reveal() }],
                        },
                    ],
                },
                token),
            answer => FirstEvent(answer) ?? throw new UnreadableAnswerException("data"),
            cancellationToken);

    public async Task<ProviderResult<bool>> WasPromptSentAsync(string sessionId, CancellationToken cancellationToken)
    {
        // queued messages may not be listed: a session that is anything but idle has got one as well (§16.3)
        var status = await sessions.StatusAsync(sessionId, cancellationToken);
        if (!status.Succeeded)
            return status.Failure;
        if (status.Value != "idle")
            return true;

        var sent = await FirstFilledAsync(new EventListParams { SessionID = sessionId, Types = SentTypes, Limit = 1 }, cancellationToken);
        return sent.Succeeded ? sent.Value.Any : sent.Failure;
    }

    public async Task<ProviderResult<ProviderEvent?>> InterruptAsync(string sessionId, CancellationToken cancellationToken)
    {
        var echo = await calls.AskAsync(
            _interrupt,
            async token => await calls.Beta.Sessions.Events.Send(
                new EventSendParams { SessionID = sessionId, Events = [new BetaManagedAgentsUserInterruptEventParams()] }, token),
            // an ignored interrupt may be echoed without an id (§13.1)
            answer => new Echo(FirstEvent(answer)),
            cancellationToken);
        return echo.Succeeded ? echo.Value.Event : echo.Failure;
    }

    public async Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListAsync(
        string sessionId, DateTimeOffset? since, int limit, CancellationToken cancellationToken)
    {
        var first = new EventListParams { SessionID = sessionId, Order = Order.Asc, Limit = Math.Min(limit, PageItemsMax) };
        if (since is not null)
            first = first with { CreatedAtGte = since };

        var found = new List<ProviderEvent>();
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        for (var pages = 1; pages <= calls.Options.ListPagesMax; pages++)
        {
            var page = await PageAsync(From(cursor, first), cancellationToken);
            if (!page.Succeeded)
                return page.Failure;

            // queued ones have no time yet and come again with one (§13.2)
            found.AddRange(page.Value.Events.Where(e => e.ProcessedAt is not null));
            cursor = page.Value.NextPage;

            // enough only when the caller can go on from a later instant: many events may share one (§13.2)
            if (cursor is null || (found.Count >= limit && found[^1].ProcessedAt > (since ?? found[0].ProcessedAt)))
                return found;
            if (!cursors.Add(cursor))
                return Circle();
        }

        // what was read leads on when it reaches a later instant; the same instant again would lead here again
        if (found.Count > 0 && found[^1].ProcessedAt > (since ?? found[0].ProcessedAt))
            return found;
        return TooLong();
    }

    public async Task<ProviderResult<IReadOnlyList<ProviderEvent>>> ListStatusAsync(string sessionId, int limit, CancellationToken cancellationToken)
    {
        var page = await FirstFilledAsync(
            new EventListParams { SessionID = sessionId, Types = StatusTypes, Order = Order.Desc, Limit = Math.Min(limit, PageItemsMax) }, cancellationToken);
        return page.Succeeded ? page.Value.Events : page.Failure;
    }

    // an empty page with a cursor says nothing yet (§4): taken for the end, it would send the prompt twice
    private async Task<ProviderResult<EventListing>> FirstFilledAsync(EventListParams first, CancellationToken cancellationToken)
    {
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        for (var pages = 1; pages <= calls.Options.ListPagesMax; pages++)
        {
            var page = await PageAsync(From(cursor, first), cancellationToken);
            if (!page.Succeeded || page.Value.Any || page.Value.NextPage is null)
                return page;
            if (!cursors.Add(page.Value.NextPage))
                return Circle();
            cursor = page.Value.NextPage;
        }

        return TooLong();
    }

    private Task<ProviderResult<EventListing>> PageAsync(EventListParams request, CancellationToken cancellationToken) =>
        calls.AskAsync(
            _list,
            async token => await calls.Beta.Sessions.Events.List(request, token),
            root =>
            {
                var data = root.RequiredItems("data").ToList();
                return new EventListing([.. data.Select(EventReading.Of).OfType<ProviderEvent>()], root.Text("next_page"), data.Count > 0);
            },
            cancellationToken);

    private ProviderFailure Circle() =>
        FailureTable.Own(_list, ErrorClass.TransientProvider, FailureCodes.ListingRepeats, "the provider's listing goes in a circle");

    private ProviderFailure TooLong() => FailureTable.Own(
        _list, ErrorClass.TransientProvider, FailureCodes.ListingTooLong, $"the listing has more than {calls.Options.ListPagesMax} pages");

    private static EventListParams From(string? page, EventListParams first) => page is null ? first : first with { Page = page };

    private static ProviderEvent? FirstEvent(JsonElement answer) => answer.Items("data").Select(EventReading.Of).FirstOrDefault();

    private sealed record Echo(ProviderEvent? Event);

    private sealed record EventListing(List<ProviderEvent> Events, string? NextPage, bool Any);
}
