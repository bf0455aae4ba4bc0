namespace Antpath.Http;

/// <summary>The options after defaults, environment and checks: what the transport really uses.</summary>
internal sealed class ClientSettings
{
    public const string TokenVariable = "ANTPATH_API_TOKEN";
    public const string BaseUrlVariable = "ANTPATH_BASE_URL";
    public const string PlainHttpVariable = "ANTPATH_ALLOW_PLAIN_HTTP";

    public required string ApiToken { get; init; }

    public required Uri BaseUrl { get; init; }

    public required TimeProvider Time { get; init; }

    public required Func<double> Jitter { get; init; }

    public required TimeSpan AttemptTimeout { get; init; }

    public required RetryLimits Retry { get; init; }

    /// <exception cref="SettingsException">An option is missing or out of its range; the message names it.</exception>
    public static ClientSettings From(AntpathClientOptions options, Func<string, string?> environment)
    {
        Check(options.AttemptTimeout, nameof(options.AttemptTimeout), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Check(options.CallTimeout, nameof(options.CallTimeout), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(options.BackoffFirst, nameof(options.BackoffFirst), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        Check(options.BackoffMax, nameof(options.BackoffMax), options.BackoffFirst, TimeSpan.FromHours(1));
        if (options.AttemptsMax is < 1 or > 20)
            throw Invalid($"{nameof(AntpathClientOptions)}.{nameof(options.AttemptsMax)} must be from 1 to 20.");
        var plainHttp = options.AllowPlainHttp ?? environment(PlainHttpVariable) == "1";
        return new ClientSettings
        {
            ApiToken = Token(options.ApiToken ?? environment(TokenVariable)),
            BaseUrl = Base(options.BaseUrl, environment(BaseUrlVariable), plainHttp),
            Time = options.TimeProvider,
            Jitter = options.Jitter ?? NewJitter(),
            AttemptTimeout = options.AttemptTimeout,
            Retry = new RetryLimits(options.AttemptsMax, options.CallTimeout, options.BackoffFirst, options.BackoffMax),
        };
    }

    private static string Token(string? given)
    {
        var token = given?.Trim();
        if (string.IsNullOrEmpty(token))
        {
            throw new SettingsException(
                FailureCodes.TokenMissing,
                $"No API token: set {nameof(AntpathClientOptions)}.{nameof(AntpathClientOptions.ApiToken)} or the environment variable {TokenVariable}. " +
                "Tokens are made in the dashboard and begin with ant_.");
        }

        return token.All(c => c is > ' ' and < '\x7f')
            ? token
            : throw Invalid("The API token contains blanks or characters that no token has; copy it again.");
    }

    private static Uri Base(Uri? option, string? variable, bool plainHttp)
    {
        var from = option is null && !string.IsNullOrWhiteSpace(variable) ? BaseUrlVariable : nameof(AntpathClientOptions.BaseUrl);
        var url = option;
        if (from == BaseUrlVariable && !Uri.TryCreate(variable!.Trim(), UriKind.Absolute, out url))
            throw Invalid($"{BaseUrlVariable} is not an absolute URL; write it like https://antpath.example.com.");
        url ??= AntpathClientOptions.HostedBaseUrl;
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            throw Invalid($"{from} must be an absolute http(s) URL like https://antpath.example.com.");
        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            throw Invalid($"{from} must not carry a user, a query or a fragment.");
        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !plainHttp)
        {
            throw Invalid(
                $"{from} would send the API token unencrypted to {url.Host}; use https, or set {PlainHttpVariable}=1 if the network between is yours.");
        }

        return new Uri(url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
    }

    private static void Check(TimeSpan value, string option, TimeSpan min, TimeSpan max)
    {
        if (value < min || value > max)
            throw Invalid($"{nameof(AntpathClientOptions)}.{option} must be from {min} to {max}.");
    }

    private static SettingsException Invalid(string message) => new(FailureCodes.SettingInvalid, message);

    private static Func<double> NewJitter()
    {
        var random = new Random();
        return () =>
        {
            lock (random)
                return random.NextDouble();
        };
    }
}
