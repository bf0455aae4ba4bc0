using System.Collections.Frozen;

namespace Antpath.Templates;

/// <summary>How closed sets are spelt in JSON.</summary>
internal static class WireWords
{
    public static readonly FrozenDictionary<string, Effort> Efforts = new Dictionary<string, Effort>(StringComparer.Ordinal)
    {
        ["low"] = Effort.Low, ["medium"] = Effort.Medium, ["high"] = Effort.High, ["xhigh"] = Effort.XHigh, ["max"] = Effort.Max,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, ModelSpeed> Speeds = new Dictionary<string, ModelSpeed>(StringComparer.Ordinal)
    {
        ["standard"] = ModelSpeed.Standard, ["fast"] = ModelSpeed.Fast,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, McpAuth> McpAuths = new Dictionary<string, McpAuth>(StringComparer.Ordinal)
    {
        ["none"] = McpAuth.None, ["required_static_bearer"] = McpAuth.RequiredStaticBearer,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, ClaudeSessionCleanup> Cleanups = new Dictionary<string, ClaudeSessionCleanup>(StringComparer.Ordinal)
    {
        ["delete"] = ClaudeSessionCleanup.Delete, ["retain"] = ClaudeSessionCleanup.Retain,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string Of<T>(FrozenDictionary<string, T> words, T value)
        where T : struct => words.First(w => EqualityComparer<T>.Default.Equals(w.Value, value)).Key;
}
