using System.Text.RegularExpressions;
using Antpath.Engine.Configuration;
using Antpath.Engine.Tenancy.People;

namespace Antpath.Server.SignIn;

/// <summary>Reads <c>ANTPATH_SIGNIN_PROVIDERS</c> and, for each name there, <c>ANTPATH_SIGNIN_{NAME}_…</c>.</summary>
internal static partial class ProviderSettings
{
    private const int ProvidersMax = 20;
    private static readonly Uri GoogleIssuer = new("https://accounts.google.com/");

    /// <summary>The providers; names and values that cannot be used are left to <see cref="Announce"/>, which stops the start.</summary>
    public static IReadOnlyList<SignInProvider> Read(IConfiguration configuration) =>
        [.. NamesIn(configuration[$"{SignInOptions.Section}:Providers"]).Where(name => Form().IsMatch(name)).Distinct().Select(name => Read(configuration, name))];

    /// <summary>The settings of the providers that are named.</summary>
    public static IEnumerable<Setting> Announce(IConfiguration configuration)
    {
        foreach (var name in NamesIn(configuration[$"{SignInOptions.Section}:Providers"]).Where(name => Form().IsMatch(name)).Distinct())
        {
            if (name is not SignInProvider.GitHub)
            {
                yield return new()
                {
                    Name = Name(name, "ISSUER"), Required = name is not SignInProvider.Google, Check = value => IssuerProblem(Name(name, "ISSUER"), value),
                    Default = name is SignInProvider.Google ? GoogleIssuer.ToString() : null,
                    Meaning = "The issuer of OpenID Connect: the address before /.well-known/openid-configuration.",
                };
                yield return new()
                {
                    Name = Name(name, "TRUST_EMAIL"), Default = "false", Range = "true or false", Check = value => BooleanProblem(Name(name, "TRUST_EMAIL"), value),
                    Meaning = "Whether its addresses count as proven although it does not say so. Only for a provider of your own that checks them.",
                };
            }

            yield return new() { Name = Name(name, "CLIENT_ID"), Required = true, Meaning = "Who this deployment is to the provider." };
            yield return new() { Name = Name(name, "CLIENT_SECRET"), Required = true, Secret = true, Meaning = "What proves that." };
            yield return new() { Name = Name(name, "TITLE"), Default = TitleOf(name), Meaning = "What the button on the sign-in page says." };
        }
    }

    /// <summary>Says what is wrong with the list of names, or null.</summary>
    public static string? ProblemWith(string value)
    {
        var names = NamesIn(value).ToList();
        if (names.Count > ProvidersMax)
            return $"ANTPATH_SIGNIN_PROVIDERS names more than {ProvidersMax} providers.";
        return names.All(name => Form().IsMatch(name)) && names.Distinct().Count() == names.Count
            ? null
            : "ANTPATH_SIGNIN_PROVIDERS must be different names of a-z and 0-9 with commas between, as in google,github,corp.";
    }

    private static SignInProvider Read(IConfiguration configuration, string name)
    {
        string? Value(string word) => configuration[EnvironmentNames.KeyOf(Name(name, word))!] is { Length: > 0 } value ? value : null;
        return new SignInProvider
        {
            Name = name,
            Title = Value("TITLE") ?? TitleOf(name),
            Issuer = name is SignInProvider.GitHub ? null
                : Uri.TryCreate(Value("ISSUER"), UriKind.Absolute, out var issuer) ? issuer
                : name is SignInProvider.Google ? GoogleIssuer : null,
            ClientId = Value("CLIENT_ID") ?? "",
            ClientSecret = Value("CLIENT_SECRET") ?? "",
            TrustsEmail = bool.TryParse(Value("TRUST_EMAIL"), out var trusts) && trusts,
        };
    }

    private static string[] NamesIn(string? value) => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Name(string provider, string word) => $"ANTPATH_SIGNIN_{provider.ToUpperInvariant()}_{word}";

    private static string TitleOf(string name) => name switch
    {
        SignInProvider.Google => "Google",
        SignInProvider.GitHub => "GitHub",
        _ => char.ToUpperInvariant(name[0]) + name[1..],
    };

    private static string? IssuerProblem(string setting, string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var issuer)
        && (issuer.Scheme == Uri.UriSchemeHttps || (issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback))
        && issuer.Query.Length == 0 && issuer.Fragment.Length == 0 && issuer.UserInfo.Length == 0
            ? null
            : $"{setting} must be an https URL without query, or http on a loopback address.";

    private static string? BooleanProblem(string setting, string value) => bool.TryParse(value, out _) ? null : $"{setting} must be true or false.";

    [GeneratedRegex(@"^[a-z][a-z0-9]{0,31}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
