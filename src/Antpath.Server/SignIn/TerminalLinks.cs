using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy.People;

namespace Antpath.Server.SignIn;

/// <summary>Sign-in links for whoever reads a terminal of this machine, which is proof enough: the development stack and <c>bootstrap</c> print them.</summary>
public sealed class TerminalLinks(SignInLinks links)
{
    /// <summary>Makes a link that works once, within <see cref="SignInLinks.TerminalLifetime"/>.</summary>
    /// <param name="email">The address of the person it signs in.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Path and query to append to the base URL. Treat it as a credential.</returns>
    public async Task<string> IssueAsync(string email, CancellationToken cancellationToken) => EmailAddress.TryParse(email, out var address)
        ? $"/sign-in/link?token={await links.IssueForTerminalAsync(address, cancellationToken)}"
        : throw new ArgumentException("not an e-mail address", nameof(email));
}
