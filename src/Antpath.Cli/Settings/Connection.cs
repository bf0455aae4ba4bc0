using System.CommandLine;
using Antpath.Cli.Commands;
using Antpath.Cli.Hosting;

namespace Antpath.Cli.Settings;

/// <summary>Which API to speak to and as whom: flags, then the environment, then the saved login, then the hosted default.</summary>
/// <param name="BaseUrl">Where.</param>
/// <param name="BaseUrlFrom">Who said so, for people.</param>
/// <param name="ApiToken">As whom, or null when nobody said.</param>
/// <param name="ApiTokenFrom">Who said so, or why there is none.</param>
internal sealed record Connection(Uri BaseUrl, string BaseUrlFrom, string? ApiToken, string ApiTokenFrom)
{
    private const string BaseUrlVariable = "ANTPATH_BASE_URL";
    private const string TokenVariable = "ANTPATH_API_TOKEN";

    /// <exception cref="BadInputException">The base URL is no URL, or the saved login cannot be read.</exception>
    public static Connection Resolve(ParseResult parsed, CliHost host)
    {
        var saved = new LoginFile(host).Read();
        var (baseUrl, baseUrlFrom) =
            parsed.GetValue<string?>(GlobalOptions.BaseUrl) is { } flag ? (flag, "--base-url")
            : NotEmpty(host.Environment(BaseUrlVariable)) is { } variable ? (variable, BaseUrlVariable)
            : saved is not null ? (saved.BaseUrl, "saved login")
            : (AntpathClientOptions.HostedBaseUrl.ToString(), "hosted default");
        if (!Uri.TryCreate(baseUrl.Trim(), UriKind.Absolute, out var url))
            throw new BadInputException(baseUrlFrom, "This is not an absolute URL. Write it like https://antpath.example.com.");

        if (parsed.GetValue<string?>(GlobalOptions.ApiToken) is { } tokenFlag)
            return new Connection(url, baseUrlFrom, tokenFlag, "--api-token");
        if (NotEmpty(host.Environment(TokenVariable)) is { } tokenVariable)
            return new Connection(url, baseUrlFrom, tokenVariable, TokenVariable);
        if (saved is null)
            return new Connection(url, baseUrlFrom, null, "nowhere");
        return Same(saved.BaseUrl, url)
            ? new Connection(url, baseUrlFrom, saved.ApiToken, "saved login")
            : new Connection(url, baseUrlFrom, null, $"nowhere: the saved login is for {saved.BaseUrl}");
    }

    /// <exception cref="SettingsException">There is no token, or the base URL is not acceptable.</exception>
    public AntpathClient Open(CliHost host)
    {
        var plainHttp = host.Environment("ANTPATH_ALLOW_PLAIN_HTTP") == "1";
        var options = new AntpathClientOptions { ApiToken = ApiToken ?? "", BaseUrl = BaseUrl, AllowPlainHttp = plainHttp, TimeProvider = host.Time };
        host.ConfigureClient(options);
        return new AntpathClient(options);
    }

    /// <summary>Opens the client of a command, warning when the token stands where other users of the machine can read it.</summary>
    public static AntpathClient Open(ParseResult parsed, CliHost host)
    {
        var connection = Resolve(parsed, host);
        if (connection.ApiTokenFrom == "--api-token")
            host.Tell(Leaks("--api-token", TokenVariable, "antpath login"));
        return connection.Open(host);
    }

    /// <summary>The warning about a secret given as a flag.</summary>
    public static string Leaks(string flag, string variable, string other) =>
        $"warning: {flag} shows the secret to every user of this machine (process list) and in your shell history; use {variable} or {other}";

    private static bool Same(string saved, Uri url) =>
        Uri.TryCreate(saved, UriKind.Absolute, out var other)
        && other.GetLeftPart(UriPartial.Path).TrimEnd('/').Equals(url.GetLeftPart(UriPartial.Path).TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    private static string? NotEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
