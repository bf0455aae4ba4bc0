namespace Antpath.Contracts.Tests.Submission;

/// <summary>Texts with the shape of credentials, put together at run time so that no scanner finds one in the repository.</summary>
internal static class KeyShapes
{
    public static string Anthropic { get; } = "sk-ant-" + "api03-" + Noise(40);

    public static string Noise(int chars) => string.Concat(Enumerable.Range(0, chars).Select(i => "abc123XYZ789"[i * 7 % 12]));
}
