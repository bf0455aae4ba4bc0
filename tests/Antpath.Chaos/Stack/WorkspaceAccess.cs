namespace Antpath.Chaos.Stack;

/// <summary>What a user of one workspace has.</summary>
/// <param name="Client">Authenticated for the workspace.</param>
/// <param name="ProviderKey">Its organization at the emulator.</param>
internal sealed record WorkspaceAccess(AntpathClient Client, string ProviderKey);
