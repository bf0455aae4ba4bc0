using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.People;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Client;
using OpenIddict.Client.AspNetCore;
using Polly;

namespace Antpath.Server.SignIn;

/// <summary>
/// Sets up the OpenID Connect client. It sees to state, nonce, PKCE, the issuer of each answer and a cookie that ties the answer to the browser. What it
/// seals is sealed by keys derived from the token pepper, so that another server can take the answer; nothing of it is stored.
/// </summary>
internal static class OpenIdClient
{
    private const string Product = "Antpath";
    private static readonly TimeSpan StateLifetime = TimeSpan.FromMinutes(15);

    public static void Add(IServiceCollection services, IReadOnlyList<SignInProvider> providers)
    {
        services.AddOpenIddict().AddClient(client =>
        {
            client.AllowAuthorizationCodeFlow();
            client.DisableTokenStorage();
            client.SetStateTokenLifetime(StateLifetime);
            // nothing is tried again behind a waiting person's back; they try again themselves
            client.UseSystemNetHttp().SetProductInformation(Product, version: null).SetHttpResiliencePipeline(ResiliencePipeline<HttpResponseMessage>.Empty);
            // TLS ends at the proxy in front; by which way people come, the public URL says
            client.UseAspNetCore().EnableRedirectionEndpointPassthrough().EnableErrorPassthrough().DisableTransportSecurityRequirement()
                .DisableAutomaticAuthenticationSchemeForwarding();
            client.AddEventHandler<OpenIddictClientEvents.ProcessErrorContext>(handler => handler.UseInlineHandler(LeaveWordsToUs).SetOrder(int.MinValue));
            foreach (var provider in providers)
                Register(client, provider);
        });
        services.AddOptions<OpenIddictClientOptions>().Configure<PepperKeys>(SealWith);
        services.AddOptions<OpenIddict.Client.SystemNetHttp.OpenIddictClientSystemNetHttpOptions>().Configure<IOptions<SignInOptions>>(
            (http, signIn) => http.HttpClientActions.Add((_, client) => client.Timeout = signIn.Value.ProviderTimeout));
        services.AddOptions<OpenIddictClientAspNetCoreOptions>(OpenIddictClientAspNetCoreDefaults.AuthenticationScheme);
        services.ConfigureOptions<CorrelationCookie>();
    }

    /// <summary>The path that a provider sends people back to: one for each, so that no provider can answer for another.</summary>
    public static string CallbackPath(SignInProvider provider) => $"/sign-in/callback/{provider.Name}";

    private static void Register(OpenIddictClientBuilder client, SignInProvider provider)
    {
        var callback = new Uri(CallbackPath(provider), UriKind.Relative);
        if (provider.Name == SignInProvider.GitHub)
        {
            client.UseWebProviders().AddGitHub(github => github
                .SetRegistrationId(provider.Name)
                .SetClientId(provider.ClientId)
                .SetClientSecret(provider.ClientSecret.Reveal())
                .SetRedirectUri(callback)
                .AddScopes("user:email"));
            return;
        }

        client.AddRegistration(new OpenIddictClientRegistration
        {
            RegistrationId = provider.Name,
            ProviderName = provider.Name,
            Issuer = provider.Issuer,
            ClientId = provider.ClientId,
            ClientSecret = provider.ClientSecret.Reveal(),
            RedirectUri = callback,
            Scopes = { OpenIddictConstants.Scopes.Email, OpenIddictConstants.Scopes.Profile },
        });
    }

    /// <summary>When the way to a provider fails, the client would write a page of its own; what it finds in an answer goes to our endpoint anyway.</summary>
    private static ValueTask LeaveWordsToUs(OpenIddictClientEvents.ProcessErrorContext context)
    {
        if (context.EndpointType != OpenIddictClientEndpointType.Redirection)
            context.HandleRequest();
        return ValueTask.CompletedTask;
    }

    private static void SealWith(OpenIddictClientOptions client, PepperKeys peppers)
    {
        foreach (var id in peppers.Ids) // the current one first: it seals, all of them open
        {
            var (encrypt, sign) = (Key("encrypt"), Key("sign"));
            client.EncryptionCredentials.Add(new EncryptingCredentials(encrypt, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
            client.SigningCredentials.Add(new SigningCredentials(sign, SecurityAlgorithms.HmacSha256));

            SymmetricSecurityKey Key(string use) => new(peppers.Derive(id, $"provider state, {use}")) { KeyId = id };
        }
    }

    /// <summary>Lax and not none: the provider's answer is a navigation, and the cookie needs no https on a developer's machine.</summary>
    private sealed class CorrelationCookie(SignInCookies cookies) : IConfigureOptions<OpenIddictClientAspNetCoreOptions>
    {
        public void Configure(OpenIddictClientAspNetCoreOptions options)
        {
            options.CookieBuilder.Name = cookies.Correlation;
            options.CookieBuilder.Path = "/";
            options.CookieBuilder.SameSite = SameSiteMode.Lax;
            options.CookieBuilder.SecurePolicy = cookies.ByHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        }
    }
}
