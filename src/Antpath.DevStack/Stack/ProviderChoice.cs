namespace Antpath.DevStack.Stack;

/// <summary>Which provider the stack's worker talks to.</summary>
internal enum ProviderChoice
{
    /// <summary>The emulator, in this process, reached over HTTP.</summary>
    Emulator,

    /// <summary>The real service.</summary>
    Claude,
}
