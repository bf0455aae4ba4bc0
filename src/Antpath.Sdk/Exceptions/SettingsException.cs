namespace Antpath;

/// <summary>
/// The client cannot be made: an option or environment variable is missing (<c>token_missing</c>) or does not make sense
/// (<c>setting_invalid</c>). The message names it. No call was made.
/// </summary>
public sealed class SettingsException : AntpathException
{
    internal SettingsException(string code, string message)
        : base(message, code)
    {
    }
}
