using Antpath.Engine.Tenancy;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Providers.Claude;

/// <summary>What attributes cannot say about <see cref="ClaudeProviderOptions"/>.</summary>
internal sealed class ClaudeProviderOptionsValidator(IOptions<PlanOptions> plan) : IValidateOptions<ClaudeProviderOptions>
{
    public ValidateOptionsResult Validate(string? name, ClaudeProviderOptions options)
    {
        var url = options.BaseUrl;
        if (url is null || !url.IsAbsoluteUri)
            return ValidateOptionsResult.Fail("ANTPATH_PROVIDER_BASE_URL must be an absolute URL, for example https://api.anthropic.com.");

        // keys travel with every call
        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            return ValidateOptionsResult.Fail("ANTPATH_PROVIDER_BASE_URL must use https; plain http is accepted on a loopback address only.");

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            return ValidateOptionsResult.Fail("ANTPATH_PROVIDER_BASE_URL must not contain a user, a query or a fragment.");

        // inputs are uploaded before the session is made, perhaps late in the run and again for another attempt
        var needed = TimeSpan.FromSeconds(plan.Value.DurationSecondsMax) + TimeSpan.FromHours(1);
        if (options.UploadLifetime < needed)
        {
            return ValidateOptionsResult.Fail(
                $"ANTPATH_PROVIDER_UPLOAD_LIFETIME must be at least an hour longer than ANTPATH_PLAN_DURATION_SECONDS_MAX lets a run last: {needed:c} or more.");
        }

        return ValidateOptionsResult.Success;
    }
}
