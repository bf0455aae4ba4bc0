using System.Text;
using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Server.Hosting;
using Antpath.Workspaces;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Members;

/// <summary>
/// Invites: makes the invitation, puts its link together, and mails it when it names an address and the deployment has a mail server and a public
/// address. What the request calls this host is good enough for the answer to who asked, and never for a mail to somebody else. A process that dies before
/// the mail is sent leaves an invitation that waits; inviting the same address again sends a new one.
/// </summary>
internal sealed class InvitationSending(Invitations invitations, MailQueue mail, Mailer mailer, IOptions<ApiOptions> options)
{
    /// <summary>Where invited people answer.</summary>
    public const string Path = "/invitation";

    private const int NameCharactersMax = 60;

    /// <summary>Whether an invitation that names an address is mailed.</summary>
    public bool Mails => mailer.Configured && options.Value.PublicUrl is not null;

    /// <param name="principal">Who invites.</param>
    /// <param name="request">As what, and whom.</param>
    /// <param name="http">The request, whose host the link names when no public address is set.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(InvitationResult Result, NewInvitation? New)> CreateAsync(
        Principal principal, InvitationRequest request, HttpRequest http, CancellationToken cancellationToken)
    {
        var result = await invitations.CreateAsync(principal, request, cancellationToken);
        if (result is not InvitationResult.Created created)
            return (result, null);

        var home = options.Value.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? $"{http.Scheme}://{http.Host}{http.PathBase}";
        var link = $"{home}{Path}?token={created.Secret.Reveal()}";
        var mailed = Mails && EmailAddress.TryParse(created.View.Email, out var address) && mail.TryPost(Compose(address, created, link));
        return (result, new NewInvitation { Invitation = created.View, Link = link, Mailed = mailed });
    }

    private static OutgoingMail Compose(EmailAddress address, InvitationResult.Created created, string link) => new()
    {
        To = address,
        Purpose = "invitation",
        Subject = $"You are invited to {Plain(created.WorkspaceName)} on Antpath",
        Text = $"""
            You are invited to the workspace "{Plain(created.WorkspaceName)}" on Antpath, as {created.View.Role}.

            Accept or decline until {Quantities.Instant(created.View.ExpiresAt)}:
            {link}

            Sign in with this e-mail address; the invitation is good for nobody else. If you do not know what this is about, do nothing.
            """,
    };

    /// <summary>A name is its author's text, and a mail to a stranger must not carry their links: letters, digits and a little more stay.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder();
        foreach (var rune in name.EnumerateRunes().Take(NameCharactersMax))
            plain.Append(Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' or '&' or '(' or ')' or '\'' ? rune.ToString() : " ");
        return string.Join(' ', plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
