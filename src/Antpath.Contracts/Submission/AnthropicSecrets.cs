namespace Antpath.Submission;

/// <summary>The customer's credentials at the provider.</summary>
public sealed record AnthropicSecrets
{
    /// <summary>The API key that this one run uses.</summary>
    public required SecretString ApiKey { get; init; }
}
