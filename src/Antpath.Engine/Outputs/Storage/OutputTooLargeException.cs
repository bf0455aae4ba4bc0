namespace Antpath.Engine.Outputs.Storage;

/// <summary>More bytes came than may be stored. Nothing was kept.</summary>
public sealed class OutputTooLargeException : IOException
{
    public OutputTooLargeException()
    {
    }

    public OutputTooLargeException(string message)
        : base(message)
    {
    }

    public OutputTooLargeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
