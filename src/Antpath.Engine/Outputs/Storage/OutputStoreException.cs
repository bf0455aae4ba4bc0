namespace Antpath.Engine.Outputs.Storage;

/// <summary>The store failed, as opposed to whatever the bytes come from. The message holds no content and no file name.</summary>
public sealed class OutputStoreException : IOException
{
    public OutputStoreException()
    {
    }

    public OutputStoreException(string message)
        : base(message)
    {
    }

    public OutputStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What kind of failure it is.</summary>
    public StoreFault Fault { get; init; }

    /// <summary>The store's own word for it, such as <c>NoSuchBucket</c>; empty when it said none.</summary>
    public string Code { get; init; } = "";
}
