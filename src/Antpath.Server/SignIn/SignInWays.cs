using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy.People;
using Microsoft.Extensions.Options;

namespace Antpath.Server.SignIn;

/// <summary>The ways in that this deployment offers.</summary>
internal sealed class SignInWays(IReadOnlyList<SignInProvider> providers, Mailer mailer, IOptions<SignInOptions> options)
{
    /// <summary>Identity providers, in the order of the setting.</summary>
    public IReadOnlyList<SignInProvider> Providers => providers;

    /// <summary>Whether links by mail are offered.</summary>
    public bool ByMail => mailer.Configured && options.Value.Mail;

    /// <summary>Whether there is any way but a link from the operator's terminal.</summary>
    public bool Any => ByMail || providers.Count > 0;

    /// <summary>How long a link by mail works.</summary>
    public TimeSpan LinkLifetime => options.Value.LinkLifetime;

    /// <summary>The provider of that name, or null.</summary>
    public SignInProvider? Find(string name) => providers.FirstOrDefault(p => p.Name == name);
}
