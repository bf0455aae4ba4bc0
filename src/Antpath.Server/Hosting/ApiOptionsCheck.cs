using Microsoft.Extensions.Options;

namespace Antpath.Server.Hosting;

/// <summary>What the ranges of <see cref="ApiOptions"/> cannot say.</summary>
internal sealed class ApiOptionsCheck : IValidateOptions<ApiOptions>
{
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        var problems = new List<string>();
        var listen = options.ListenUrl;
        if (!listen.IsAbsoluteUri || listen.Scheme != Uri.UriSchemeHttp || listen.PathAndQuery != "/")
            problems.Add("ANTPATH_SERVER_LISTEN_URL must be http://address:port without a path; https ends at the proxy in front.");
        else if (listen.HostNameType is not (UriHostNameType.IPv4 or UriHostNameType.IPv6) && listen.Host != "localhost")
            problems.Add("ANTPATH_SERVER_LISTEN_URL must name an IP address or localhost; 0.0.0.0 listens on every address.");

        if (options.PublicUrl is { } shown && (!shown.IsAbsoluteUri || shown.Scheme is not ("http" or "https") || shown.Query.Length > 0 || shown.UserInfo.Length > 0))
            problems.Add("ANTPATH_SERVER_PUBLIC_URL must be an absolute http or https URL without query and user.");
        if (options.EventWaitersPerWorkspaceMax > options.EventWaitersMax)
            problems.Add("ANTPATH_SERVER_EVENT_WAITERS_PER_WORKSPACE_MAX must not be larger than ANTPATH_SERVER_EVENT_WAITERS_MAX.");

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
