using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Tenancy.People;

/// <summary>How people sign in. Section <c>Antpath:Signin</c>, environment <c>ANTPATH_SIGNIN_…</c>.</summary>
public sealed class SignInOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Signin";

    /// <summary>Identity providers, by names of our own, with commas between; each has settings of its own. Default: none.</summary>
    public string Providers { get; set; } = "";

    /// <summary>Whether links by mail are offered where mail is set up. Default true.</summary>
    public bool Mail { get; set; } = true;

    /// <summary>Who may become a person of this installation: invited or open. Default invited.</summary>
    [RegularExpression("^(invited|open)$", ErrorMessage = "write invited or open.")]
    public string SignUp { get; set; } = People.SignUp.Invited;

    /// <summary>People who may sign up by themselves, each with a workspace on the plan <c>free</c>. Default 100; 0 to 10,000,000.</summary>
    [Range(0, 10_000_000)]
    public int FreeUsersMax { get; set; } = 100;

    /// <summary>How long a session lasts; it is not prolonged. Default 12 h; 5 min to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long a link by mail works. Default 15 min; 1 min to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Links by mail that may wait for one address; beyond that none is sent. Default 5; 1 to 100.</summary>
    [Range(1, 100)]
    public int LinksWaitingMax { get; set; } = 5;

    /// <summary>Requests for links waiting in memory; beyond that they are dropped. Default 1,000; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int LinkRequestsMax { get; set; } = 1000;

    /// <summary>How long an identity provider may take for one answer. Default 10 s; 1 s to 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan ProviderTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
