namespace Antpath.Emulator.Transport;

/// <summary>Which rate limit a call counts against (§3).</summary>
internal enum CallClass
{
    Create,
    Read,

    /// <summary>Every environment operation, whatever its verb.</summary>
    Environment,

    /// <summary>Every file operation, whatever its verb.</summary>
    File,
}
