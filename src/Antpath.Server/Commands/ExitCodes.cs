namespace Antpath.Server.Commands;

/// <summary>What the process says with its exit code.</summary>
internal static class ExitCodes
{
    /// <summary>Stopped when asked to, or did what it was asked.</summary>
    public const int Ok = 0;

    /// <summary>Settings are missing or wrong, or the database cannot be used; the message says which.</summary>
    public const int CannotStart = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A defect of ours ended it; standard error says where.</summary>
    public const int Broken = 3;
}
