namespace Antpath.Engine.Runs.Submission;

/// <summary>Whose open runs are as many as they may be.</summary>
public enum OpenRunsOf
{
    /// <summary>The workspace's.</summary>
    Workspace,

    /// <summary>Those of the person the run would be attributed to.</summary>
    User,

    /// <summary>Those of the API token.</summary>
    Token,
}
