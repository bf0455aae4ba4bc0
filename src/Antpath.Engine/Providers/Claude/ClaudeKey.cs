using Anthropic;
using Anthropic.Core;
using Anthropic.Services;
using Antpath.Engine.Providers.Claude.Budget;

namespace Antpath.Engine.Providers.Claude;

/// <summary>The SDK's client with one run's key: the only place that holds it. It is sent as a bearer (provider contract §1.1).</summary>
internal sealed class ClaudeKey : IDisposable
{
    private readonly AnthropicClient _client;

    public ClaudeKey(ClaudeTransport transport, string apiKey)
    {
        Fingerprint = transport.Budget.FingerprintOf(apiKey);
        _client = new AnthropicClient(new ClientOptions
        {
            // everything the SDK would otherwise look for in this process's environment is said here
            HttpClient = transport.CreateClient(),
            BaseUrl = transport.Options.BaseUrl.AbsoluteUri.TrimEnd('/'),
            ApiKey = apiKey,
            AuthToken = null,
            Credentials = null,
            ExtraHeaders = new Dictionary<string, string>(StringComparer.Ordinal),
            WebhookKey = null,
            MaxRetries = 0,
            // our own limits come first; this one only bounds what they might miss
            Timeout = TimeSpan.FromHours(1),
            ResponseValidation = false,
            OpenTelemetry = false,
        });
    }

    public KeyFingerprint Fingerprint { get; }

    public IBetaServiceWithRawResponse Beta => _client.WithRawResponse.Beta;

    public void Dispose() => _client.Dispose();
}
