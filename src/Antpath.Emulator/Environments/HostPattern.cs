namespace Antpath.Emulator.Environments;

/// <summary>Host names and <c>*.</c> patterns as networking rules use them (§8.1, §9.2).</summary>
internal static class HostPattern
{
    public static bool Valid(string host)
    {
        ReadOnlySpan<char> name = host.StartsWith("*.", StringComparison.Ordinal) ? host.AsSpan(2) : host;
        return name.Length is > 0 and <= 253 && Uri.CheckHostName(name.ToString()) is UriHostNameType.Dns or UriHostNameType.IPv4;
    }

    public static bool Matches(string pattern, string host) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase);
}
