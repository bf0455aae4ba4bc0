using System.Globalization;

namespace Antpath.Server.Dashboard.People;

/// <summary>What a page says about what was just done. A word travels in the address, so no address makes a page say anything else.</summary>
internal static class Said
{
    public const string Parameter = "said";
    public const string Changed = "changed";
    public const string Removed = "removed";
    public const string Left = "left";
    public const string Revoked = "revoked";
    public const string Renamed = "renamed";
    public const string NoName = "no_name";
    public const string Transferred = "transferred";
    public const string NotFound = "not_found";
    public const string RoleInsufficient = "role_insufficient";
    public const string LastOwner = "last_owner";
    public const string Closed = "closed";
    public const string Switched = "switched";
    public const string NotConfirmed = "not_confirmed";
    public const string Deleting = "deleting";
    public const string AllowanceUsed = "allowance_used";
    public const string Declined = "declined";
    public const string InvitationGone = "invitation_gone";

    private const string TooFastWord = "too_fast-";
    private const int WaitDigitsMax = 4;

    /// <summary>The word for what was not done because it comes too often; it says for how long.</summary>
    public static string TooFast(TimeSpan wait) => string.Create(CultureInfo.InvariantCulture, $"{TooFastWord}{Math.Ceiling(wait.TotalSeconds):0}");

    /// <summary>The sentence of a word; null for words that are none.</summary>
    public static (string Text, bool Bad)? Of(string? word) => word switch
    {
        Changed => ("The role is changed.", false),
        Removed => ("They are removed, and their API tokens of this workspace are revoked.", false),
        Left => ("You left the workspace, and your API tokens there are revoked.", false),
        Revoked => ("The invitation is revoked; its link opens nothing any more.", false),
        Renamed => ("The workspace has its new name.", false),
        NoName => ("That is no name: one line of 1 to 200 characters, please.", true),
        Transferred => ("The workspace has its new owner. You are an admin now.", false),
        NotFound => ("That is gone already: somebody else was faster.", true),
        RoleInsufficient => ("Your role in this workspace does not allow that.", true),
        LastOwner => ("The workspace would be left without an owner. Make another member the owner first.", true),
        Closed => ("The workspace is suspended or being deleted, and changes no more.", true),
        Switched => ("Nothing was changed: you switched to another workspace in the meantime. Look which one this is, and try again.", true),
        NotConfirmed => ("Nothing was deleted: what you typed is not the workspace's name.", true),
        Deleting => ("The workspace is being deleted. Runs are stopped and cleaned up first.", false),
        AllowanceUsed => ("You have made as many workspaces as you may. Delete one, or ask the operator.", true),
        Declined => ("You declined the invitation.", false),
        InvitationGone => ("That invitation does not hold any more. Ask for a new one.", true),
        _ => Wait(word) is { } wait ? ($"Nothing was done: this comes faster than it may. Try again in {Quantities.Duration(wait)}.", true) : null,
    };

    /// <summary>A page that says something.</summary>
    public static IResult On(string page, string word) => Results.LocalRedirect($"{page}?{Parameter}={word}");

    private static TimeSpan? Wait(string? word) =>
        word?.StartsWith(TooFastWord, StringComparison.Ordinal) == true && word.Length <= TooFastWord.Length + WaitDigitsMax
        && int.TryParse(word.AsSpan(TooFastWord.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
