using Microsoft.Extensions.Options;

namespace Antpath.Engine.Providers.Claude;

/// <summary>What attributes cannot say about <see cref="ClaudeProviderOptions"/>.</summary>
internal sealed class ClaudeProviderOptionsValidator : IValidateOptions<ClaudeProviderOptions>
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

        return ValidateOptionsResult.Success;
    }
}
