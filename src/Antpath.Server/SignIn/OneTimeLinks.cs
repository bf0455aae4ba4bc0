using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Antpath.Ids;
using Microsoft.AspNetCore.WebUtilities;

namespace Antpath.Server.SignIn;

/// <summary>
/// Sign-in links that work once, for a machine whose terminal is the proof of identity (the development stack prints one at start). Only hashes are
/// kept, in this process's memory: a restart ends all of them. Nothing is issued unless the host asks, so a deployment that never asks has none.
/// </summary>
public sealed class OneTimeLinks(TimeProvider time)
{
    /// <summary>How long a link may wait to be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <summary>Links that may wait at once; the oldest is dropped for a new one beyond that.</summary>
    public const int WaitingMax = 16;

    private readonly ConcurrentDictionary<string, Grant> _waiting = new(StringComparer.Ordinal);

    /// <summary>Makes a link's path for one person in one workspace.</summary>
    /// <param name="appUser">Who will be signed in.</param>
    /// <param name="workspace">Where.</param>
    /// <returns>Path and query to append to the base URL. Treat it as a credential.</returns>
    public string Issue(AppUserId appUser, WorkspaceId workspace)
    {
        while (_waiting.Count >= WaitingMax)
            _waiting.TryRemove(_waiting.MinBy(pair => pair.Value.Until).Key, out _);

        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        _waiting[Hash(token)] = new Grant(appUser, workspace, time.GetUtcNow() + Lifetime);
        return $"/sign-in/link?token={token}";
    }

    /// <summary>Uses a link up.</summary>
    /// <param name="token">What the browser presented.</param>
    /// <returns>Who is signed in, or null when the link was used, is too old or was never issued.</returns>
    internal Grant? Redeem(string? token) =>
        token is { Length: > 0 and <= 128 } && _waiting.TryRemove(Hash(token), out var grant) && grant.Until > time.GetUtcNow() ? grant : null;

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>What a link stands for.</summary>
    internal sealed record Grant(AppUserId AppUser, WorkspaceId Workspace, DateTimeOffset Until);
}
