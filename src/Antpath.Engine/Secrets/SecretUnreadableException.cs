namespace Antpath.Engine.Secrets;

/// <summary>A vault entry exists and cannot be opened: wrong or missing key, or altered bytes. Retrying does not help.</summary>
public sealed class SecretUnreadableException : Exception
{
    public SecretUnreadableException()
    {
    }

    public SecretUnreadableException(string message)
        : base(message)
    {
    }

    public SecretUnreadableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
