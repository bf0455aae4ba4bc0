namespace Antpath.Workspaces;

/// <summary>An invitation that was just made, with its link. The link is shown this once.</summary>
public sealed record NewInvitation
{
    /// <summary>The invitation.</summary>
    public required InvitationView Invitation { get; init; }

    /// <summary>Where the invited person accepts or declines. Whoever has it can use it, unless the invitation names an address.</summary>
    public required string Link { get; init; }

    /// <summary>Whether the server also sends it to the address.</summary>
    public required bool Mailed { get; init; }

    /// <summary>Nothing of the link.</summary>
    /// <returns>The invitation's id.</returns>
    public override string ToString() => Invitation.Id.ToString();
}
