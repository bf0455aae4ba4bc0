namespace Antpath.Cli.Settings;

/// <summary>What <c>antpath login</c> keeps. The token belongs to the base URL it was saved with and is sent nowhere else.</summary>
internal sealed class SavedLogin
{
    public required string ApiToken { get; init; }

    public required string BaseUrl { get; init; }
}
