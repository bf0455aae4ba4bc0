using System.Security.Claims;
using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy.People;
using Antpath.Server.RateLimits;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Client.AspNetCore;

namespace Antpath.Server.SignIn;

/// <summary>To an identity provider and back.</summary>
internal static partial class ProviderEndpoints
{
    private const int SubjectCharactersMax = 255;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sign-in/with/{provider}", LeaveForAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/sign-in/callback/{provider}", ReturnFromAsync).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Sends the browser to the provider. A link and no form: the page's policy lets no form leave this host.</summary>
    private static async Task<IResult> LeaveForAsync(string provider, string? next, SignInWays ways, SignInLimit limit, ILogger<SignInWays> log, HttpContext http)
    {
        if (ways.Find(provider) is not { } known)
            return Results.NotFound();
        if (!await limit.AllowsAsync(http, email: null))
            return SignInEndpoints.TooFast(next);
        var properties = new AuthenticationProperties { RedirectUri = ReturnPath.Read(next) };
        properties.Items[OpenIddictClientAspNetCoreConstants.Properties.RegistrationId] = known.Name;
        await http.ChallengeAsync(OpenIddictClientAspNetCoreDefaults.AuthenticationScheme, properties);
        if (http.Response.StatusCode == StatusCodes.Status302Found)
            return Results.Empty;
        Log.Unreachable(log, known.Name); // the client leaves no more of it than a status
        return Results.LocalRedirect(SignInNotice.Page(SignInNotice.Failed, next));
    }

    /// <summary>Takes the provider's answer. By now the client has judged all of it; what it refused comes as a failed authentication.</summary>
    private static async Task<IResult> ReturnFromAsync(
        string provider, SignInWays ways, SignIns signIns, GitHubEmails gitHub, ILogger<SignInWays> log, HttpContext http)
    {
        if (ways.Find(provider) is not { } known)
            return Results.NotFound();
        var answer = await http.AuthenticateAsync(OpenIddictClientAspNetCoreDefaults.AuthenticationScheme);
        var next = answer.Properties?.RedirectUri;
        if (answer is not { Succeeded: true, Principal: { } claims })
        {
            var error = answer.Properties?.GetString(OpenIddictClientAspNetCoreConstants.Properties.Error);
            if (error == OpenIddictConstants.Errors.AccessDenied)
                return Results.LocalRedirect(SignInNotice.Page(SignInNotice.Declined, next));
            Log.NotBelieved(log, known.Name, Known(error));
            return Results.LocalRedirect(SignInNotice.Page(SignInNotice.Failed, next));
        }

        var email = known.Name == SignInProvider.GitHub
            ? await gitHub.FindAsync(answer.Properties?.GetTokenValue(OpenIddictClientAspNetCoreConstants.Tokens.BackchannelAccessToken), http.RequestAborted)
            : EmailIn(claims, known);
        if (IdentityIn(claims, known, email) is { } identity)
            return await SignInEndpoints.FinishAsync(http, await signIns.EnterAsync(identity, http.TraceIdentifier, http.RequestAborted), next);

        Log.NotBelieved(log, known.Name, "no_subject");
        return Results.LocalRedirect(SignInNotice.Page(SignInNotice.Failed, next));
    }

    private static ProvenIdentity? IdentityIn(ClaimsPrincipal claims, SignInProvider provider, EmailAddress? email) =>
        claims.FindFirstValue(ClaimTypes.NameIdentifier) is { Length: > 0 and <= SubjectCharactersMax } subject
        && !subject.Any(char.IsControl)
        && claims.GetClaim(OpenIddictConstants.Claims.Private.RegistrationId) == provider.Name
            ? new ProvenIdentity
            {
                Provider = provider.Name,
                Type = provider.Issuer is null ? "oauth" : "oidc",
                Subject = subject,
                VerifiedEmail = email,
                Name = claims.FindFirstValue(OpenIddictConstants.Claims.Name),
            }
            : null;

    /// <summary>The address, if the provider says that it is proven, in so many words.</summary>
    private static EmailAddress? EmailIn(ClaimsPrincipal claims, SignInProvider provider)
    {
        var verified = provider.TrustsEmail || string.Equals(claims.FindFirstValue(OpenIddictConstants.Claims.EmailVerified), "true", StringComparison.OrdinalIgnoreCase);
        return verified && EmailAddress.TryParse(claims.FindFirstValue(OpenIddictConstants.Claims.Email), out var email) ? email : null;
    }

    /// <summary>The error as a word of the standard's; it came in a query, so anything else could be anything.</summary>
    private static string Known(string? error) => error switch
    {
        OpenIddictConstants.Errors.InvalidRequest or OpenIddictConstants.Errors.InvalidToken or OpenIddictConstants.Errors.InvalidClient or OpenIddictConstants.Errors.InvalidGrant
            or OpenIddictConstants.Errors.UnauthorizedClient or OpenIddictConstants.Errors.InvalidScope or OpenIddictConstants.Errors.ServerError
            or OpenIddictConstants.Errors.TemporarilyUnavailable or OpenIddictConstants.Errors.LoginRequired or OpenIddictConstants.Errors.ExpiredToken => error,
        _ => "other",
    };

    private static partial class Log
    {
        [LoggerMessage(3301, LogLevel.Warning, "The identity provider '{Provider}' could not be asked. Check its issuer and that it can be reached")]
        public static partial void Unreachable(ILogger logger, string provider);

        [LoggerMessage(3302, LogLevel.Warning, "An answer of the identity provider '{Provider}' was not believed: {Error}")]
        public static partial void NotBelieved(ILogger logger, string provider, string error);
    }
}
