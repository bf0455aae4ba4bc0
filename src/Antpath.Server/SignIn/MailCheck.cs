using Antpath.Engine.Mail;
using Antpath.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Antpath.Server.SignIn;

/// <summary>Mails hold links to this server, and a link's host must not be what some request said it is.</summary>
internal sealed class MailCheck(IOptions<ApiOptions> api) : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options) => options.Host.Length == 0 || api.Value.PublicUrl is not null
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("ANTPATH_SERVER_PUBLIC_URL is not set. Mails hold links to this server: set what people reach it under, or unset ANTPATH_MAIL_HOST.");
}
