using Antpath.Engine.Configuration;

namespace Antpath.Engine.Tenancy.People;

/// <summary>The settings of sign-in. Those of one identity provider are announced by the server, under the provider's name.</summary>
public static class SignInSettings
{
    /// <summary>The settings, as <c>antpath-server config</c> and the documentation list them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "ANTPATH_SIGNIN_PROVIDERS", Range = "names of a-z and 0-9 with commas between",
            Meaning = "Identity providers, by names of your own; google and github are known, others are OpenID Connect. Each has settings of its own: sign-in.md.",
        },
        new() { Name = "ANTPATH_SIGNIN_MAIL", Default = "true", Range = "true or false", Meaning = "Whether links by mail are offered where ANTPATH_MAIL_HOST is set." },
        new() { Name = "ANTPATH_SIGNIN_SIGN_UP", Default = SignUp.Invited, Range = "invited or open", Meaning = "Who may become a person of this installation." },
        new() { Name = "ANTPATH_SIGNIN_FREE_USERS_MAX", Default = "100", Range = "0 to 10000000", Meaning = "People who may sign up by themselves when sign-up is open." },
        new() { Name = "ANTPATH_SIGNIN_SESSION_LIFETIME", Default = "12:00:00", Range = "00:05:00 to 30.00:00:00", Meaning = "How long a session lasts; it is not prolonged." },
        new() { Name = "ANTPATH_SIGNIN_LINK_LIFETIME", Default = "00:15:00", Range = "00:01:00 to 01:00:00", Meaning = "How long a link by mail works." },
        new() { Name = "ANTPATH_SIGNIN_LINKS_WAITING_MAX", Default = "5", Range = "1 to 100", Meaning = "Links by mail that may wait for one address; beyond that none is sent." },
        new() { Name = "ANTPATH_SIGNIN_LINK_REQUESTS_MAX", Default = "1000", Range = "1 to 100000", Meaning = "Requests for links waiting in memory; beyond that they are dropped." },
        new() { Name = "ANTPATH_SIGNIN_PROVIDER_TIMEOUT", Default = "00:00:10", Range = "00:00:01 to 00:02:00", Meaning = "How long an identity provider may take for one answer." },
    ];
}
