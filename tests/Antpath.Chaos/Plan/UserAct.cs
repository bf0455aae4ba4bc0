namespace Antpath.Chaos.Plan;

/// <summary>What a user does with a run after submitting it.</summary>
internal enum UserAct
{
    Nothing,
    Cancel,
    Delete,
}
