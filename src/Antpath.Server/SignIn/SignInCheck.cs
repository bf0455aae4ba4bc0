using Antpath.Engine.Tenancy.People;
using Microsoft.Extensions.Options;

namespace Antpath.Server.SignIn;

/// <summary>What the ranges of <see cref="SignInOptions"/> cannot say.</summary>
internal sealed class SignInCheck : IValidateOptions<SignInOptions>
{
    public ValidateOptionsResult Validate(string? name, SignInOptions options) =>
        ProviderSettings.ProblemWith(options.Providers) is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
}
