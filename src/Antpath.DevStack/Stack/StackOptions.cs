namespace Antpath.DevStack.Stack;

/// <summary>What kind of stack to start.</summary>
internal sealed record StackOptions
{
    /// <summary>Where it keeps its things.</summary>
    public required StackFolders Folders { get; init; }

    /// <summary>Port of API and dashboard on 127.0.0.1; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Which provider its worker talks to.</summary>
    public ProviderChoice Provider { get; init; }

    /// <summary>Whether a worker runs in this process. False when other processes are the workers.</summary>
    public bool Worker { get; init; } = true;

    /// <summary>Whether committed data must survive a power cut. False for stacks that are thrown away.</summary>
    public bool Durable { get; init; } = true;
}
