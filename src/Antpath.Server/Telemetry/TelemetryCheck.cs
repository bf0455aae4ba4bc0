using Antpath.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Telemetry;

/// <summary>What the ranges of <see cref="TelemetryOptions"/> cannot say.</summary>
internal sealed class TelemetryCheck(IOptions<ApiOptions> api) : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        var problems = new List<string>();
        if (options.OtlpUrl is { } collector
            && (!collector.IsAbsoluteUri || collector.Scheme is not ("http" or "https") || collector.Query.Length > 0 || collector.UserInfo.Length > 0))
        {
            problems.Add(
                "ANTPATH_TELEMETRY_OTLP_URL must be an http or https URL without query and user; a password goes into ANTPATH_TELEMETRY_OTLP_HEADERS.");
        }

        if (options.PrometheusUrl is { } metrics)
        {
            if (!metrics.IsAbsoluteUri || metrics.Scheme != Uri.UriSchemeHttp || metrics.PathAndQuery != "/" || metrics.UserInfo.Length > 0)
                problems.Add("ANTPATH_TELEMETRY_PROMETHEUS_URL must be http://address:port without a path.");
            else if (metrics.HostNameType is not (UriHostNameType.IPv4 or UriHostNameType.IPv6) && metrics.Host != "localhost")
                problems.Add("ANTPATH_TELEMETRY_PROMETHEUS_URL must name an IP address or localhost.");
            else if (metrics.Port != 0 && metrics.Port == api.Value.ListenUrl.Port)
                problems.Add("ANTPATH_TELEMETRY_PROMETHEUS_URL must have another port than ANTPATH_SERVER_LISTEN_URL: metrics are not for clients.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
