using System.Security.Claims;
using System.Text.Encodings.Web;
using Antpath.Engine.Tenancy;
using Antpath.Server.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Antpath.Server.Authentication;

/// <summary>Authenticates <c>Authorization: Bearer ant_…</c> and answers 401 and 403 as problem documents.</summary>
internal sealed class ApiTokenScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "ApiToken";
    private const string BearerPrefix = "Bearer ";

    private ApiProblem _refusal = new(ProblemKinds.TokenMissing, "Send the workspace's API token as 'Authorization: Bearer ant_…'.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } value || !value.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();

        switch (await tokens.AuthenticateAsync(value[BearerPrefix.Length..].Trim(), Context.RequestAborted))
        {
            case TokenAuthentication.Valid valid:
                Context.Features.Set(new Authenticated(valid.Principal with { RequestId = Context.TraceIdentifier }, valid.WhoAmI));
                return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(Name)), Name));
            case var refused:
                _refusal = Refuse(refused);
                return AuthenticateResult.Fail(_refusal.Kind.Code);
        }
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_refusal.Kind.Status == StatusCodes.Status401Unauthorized)
        {
            Response.Headers[HeaderNames.WWWAuthenticate] = _refusal.Kind == ProblemKinds.TokenMissing
                ? "Bearer realm=\"antpath\""
                : "Bearer realm=\"antpath\", error=\"invalid_token\"";
        }

        return _refusal.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scope = Context.GetEndpoint()?.Metadata.GetMetadata<Api.Operation>()?.Scope;
        Response.Headers[HeaderNames.WWWAuthenticate] = $"Bearer realm=\"antpath\", error=\"insufficient_scope\", scope=\"{scope}\"";
        var problem = new ApiProblem(ProblemKinds.ScopeMissing, $"This operation needs the scope '{scope}', which the token does not have. Use one that has it.");
        return problem.ExecuteAsync(Context);
    }

    private static ApiProblem Refuse(TokenAuthentication refused) => refused switch
    {
        TokenAuthentication.Malformed => new(ProblemKinds.TokenMalformed, "The token is not well formed or its checksum is wrong. Copy it again, whole."),
        TokenAuthentication.Unknown => new(ProblemKinds.TokenUnknown, "This deployment never issued the token. Check that it belongs to this base URL."),
        TokenAuthentication.Revoked => new(ProblemKinds.TokenRevoked, "The token was revoked. Create a new one and replace it."),
        TokenAuthentication.Expired => new(ProblemKinds.TokenExpired, "The token has expired. Create a new one and replace it."),
        TokenAuthentication.CreatorDisabled => new(ProblemKinds.TokenCreatorDisabled, "The token's creator is disabled. Let an active member create a new token."),
        TokenAuthentication.WorkspaceClosed => new(ProblemKinds.WorkspaceClosed, "The workspace is suspended or being deleted. Ask its owner."),
        _ => throw new System.Diagnostics.UnreachableException($"token authentication gave {refused.GetType().Name}"),
    };
}
