using Antpath.Contracts.Tests.Submission;
using Antpath.Problems;

namespace Antpath.Contracts.Tests.Problems;

public sealed class SecretShapesTests
{
    public static TheoryData<string, string> Shapes => new()
    {
        { "an Anthropic API key", KeyShapes.Anthropic },
        { "an Antpath API token", "ant_" + KeyShapes.Noise(32) },
        { "a GitHub token", "ghp_" + KeyShapes.Noise(36) },
        { "a GitHub token", "github_pat_" + KeyShapes.Noise(40) },
        { "a Slack token", "xoxb-" + KeyShapes.Noise(24) },
        { "an AWS access key id", "AKIA" + new string('Q', 16) },
        { "a signed token (JWT)", $"eyJ{KeyShapes.Noise(20)}.eyJ{KeyShapes.Noise(20)}.{KeyShapes.Noise(20)}" },
        { "a private key", "-----BEGIN " + "RSA PRIVATE KEY-----" },
        { "a private key", "-----BEGIN " + "PRIVATE KEY-----" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_secret_is_found_anywhere_in_a_text(string title, string secret)
    {
        Assert.Equal(title, SecretShapes.FindIn(secret));
        Assert.Equal(title, SecretShapes.FindIn($"use '{secret}' for it\nplease"));
    }

    [Theory]
    [InlineData("Keys start with sk-ant- and are secret.")]
    [InlineData("ant_colony_optimization_of_2024_routes")]
    [InlineData("important_stuff_and_relevant_1234567890abcdefghijklmn")]
    [InlineData("MAKIAVELLIAN")]
    [InlineData("eyJust.a.sentence")]
    [InlineData("-----BEGIN PUBLIC KEY-----")]
    [InlineData("-----BEGIN CERTIFICATE-----")]
    [InlineData("")]
    public void Ordinary_text_is_left_alone(string text) => Assert.Null(SecretShapes.FindIn(text));
}
