namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>Stands for the death of a worker process at a milestone: no code of ours catches it.</summary>
internal sealed class WorkerKilledException : Exception
{
    public WorkerKilledException()
        : base("The worker was killed here.")
    {
    }

    public WorkerKilledException(string message)
        : base(message)
    {
    }

    public WorkerKilledException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
