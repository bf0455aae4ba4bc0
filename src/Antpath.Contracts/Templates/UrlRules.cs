using Antpath.Json;
using Antpath.Problems;

namespace Antpath.Templates;

/// <summary>Which URLs an MCP server may have.</summary>
internal static class UrlRules
{
    public static string? Read(MemberReader owner, ProblemList problems)
    {
        if (owner.Text("url", required: true, 1, TemplateLimits.UrlCharsMax) is not { } url)
            return null;

        var at = owner.At.Member("url");
        if (Reject(url) is { } reason)
        {
            problems.Add(at, ProblemCodes.InvalidUrl, reason);
            return null;
        }

        // The URL goes into the provider's agent, where everybody of the workspace reads it.
        foreach (var pair in new Uri(url).Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (SecretNames.Announces(Uri.UnescapeDataString(pair.Split('=')[0])))
            {
                problems.Add(at, ProblemCodes.SecretOutsideSecrets, "The URL's query has a parameter that is a secret by its name. Send it as a bearer token in the submission's 'secrets'.");
                break;
            }
        }

        return url;
    }

    private static string? Reject(string url)
    {
        if (url.Any(c => c is <= ' ' or >= '\x7f') || !Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return "Expected an absolute URL in ASCII without white space.";

        // Plain http only where it never leaves the machine: emulator and MCP server on one laptop.
        var isLocal = string.Equals(uri.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) && uri.IsLoopback;
        if (!isLocal && !string.Equals(uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
            return "Expected an https URL (http only for a loopback host).";

        if (uri.UserInfo.Length > 0)
            return "The URL holds a user name or password. Send credentials in the submission's 'secrets'.";

        return uri.Fragment.Length > 0 || url.Contains('#', StringComparison.Ordinal) ? "The URL has a fragment. Remove it." : null;
    }
}
