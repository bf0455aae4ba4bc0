using System.Diagnostics;
using Antpath.Engine.Configuration;
using Antpath.Engine.Telemetry;
using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy.RateLimits;

/// <summary>
/// Durable limits of speed, shared by all processes. Ask before the act: what was granted is spent, whatever becomes of the act. A restart forgets
/// nothing, and a caller that waits for the database waits as the act itself would.
/// </summary>
public sealed class RateLimiter
{
    private readonly Dictionary<RateLimitKind, LimitQueue> _queues;
    private readonly Lazy<KeyRing> _peppers;
    private readonly AntpathMetrics _metrics;

    public RateLimiter(NpgsqlDataSource database, IOptions<RateLimitOptions> options, IOptions<TokenOptions> tokens, AntpathMetrics metrics)
    {
        _metrics = metrics;
        var buckets = new RateLimitBuckets(database);
        _queues = Enum.GetValues<RateLimitKind>()
            .Select(kind => (Kind: kind, Limit: LimitOf(kind, options.Value)))
            .Where(l => l.Limit.PerMinute > 0)
            .ToDictionary(l => l.Kind, l => new LimitQueue(l.Limit, buckets));
        _peppers = new Lazy<KeyRing>(() => KeyRing.Parse(tokens.Value.Pepper, "ANTPATH_TOKEN_PEPPER"));
    }

    /// <summary>Asks whether a workspace may do one more of something now, and takes it if so.</summary>
    /// <param name="kind">What.</param>
    /// <param name="workspace">Which workspace.</param>
    /// <param name="cancellationToken">Ends the wait; one may have been taken all the same.</param>
    public Task<RateLimitAnswer> TakeAsync(RateLimitKind kind, WorkspaceId workspace, CancellationToken cancellationToken) =>
        TakeAsync(kind, workspace.ToString(), cancellationToken);

    /// <summary>Asks whether a person may do one more of something now, and takes it if so.</summary>
    /// <param name="kind">What.</param>
    /// <param name="person">Which person.</param>
    /// <param name="cancellationToken">Ends the wait; one may have been taken all the same.</param>
    public Task<RateLimitAnswer> TakeAsync(RateLimitKind kind, AppUserId person, CancellationToken cancellationToken) =>
        TakeAsync(kind, person.ToString(), cancellationToken);

    /// <summary>Asks whether one more may come from, or for, an address now, and takes it if so. The address itself is not stored.</summary>
    /// <param name="kind">What.</param>
    /// <param name="address">A network or an e-mail address.</param>
    /// <param name="cancellationToken">Ends the wait; one may have been taken all the same.</param>
    public Task<RateLimitAnswer> TakeAsync(RateLimitKind kind, RateLimitAddress address, CancellationToken cancellationToken) =>
        TakeAsync(kind, address.ToSubject(_peppers.Value.Current), cancellationToken);

    internal static RateLimit LimitOf(RateLimitKind kind, RateLimitOptions options) => kind switch
    {
        RateLimitKind.Submit => new("submit", options.SubmitPerMinute, options.SubmitBurst),
        RateLimitKind.CancelDelete => new("cancel_delete", options.CancelDeletePerMinute, options.CancelDeleteBurst),
        RateLimitKind.Link => new("link", options.LinkPerMinute, options.LinkBurst),
        RateLimitKind.Token => new("token", options.TokenPerMinute, options.TokenBurst),
        RateLimitKind.Member => new("member", options.MemberPerMinute, options.MemberBurst),
        RateLimitKind.Sweep => new("sweep", options.SweepPerMinute, options.SweepBurst),
        RateLimitKind.Person => new("person", options.PersonPerMinute, options.PersonBurst),
        RateLimitKind.SignIn => new("sign_in", options.SignInPerMinute, options.SignInBurst),
        _ => throw new UnreachableException($"rate limit {kind}"),
    };

    private async Task<RateLimitAnswer> TakeAsync(RateLimitKind kind, string subject, CancellationToken cancellationToken)
    {
        if (!_queues.TryGetValue(kind, out var queue))
            return RateLimitAnswer.Unlimited;
        var answer = await queue.TakeAsync(subject, cancellationToken);
        if (answer is { Granted: false, Limit: { } limit })
            _metrics.HeldBack(limit.Name);
        return answer;
    }
}
