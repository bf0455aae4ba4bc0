using System.Security.Cryptography;
using System.Text;

namespace Antpath.Emulator.Transport;

/// <summary>Who is calling: only the fingerprint of the key is ever kept.</summary>
internal static class ApiKey
{
    public const string Prefix = "sk-ant-";

    private const int CharsMax = 256;

    /// <summary>Reads either form of authentication (§1.1) and answers the key's fingerprint.</summary>
    public static string Fingerprint(IHeaderDictionary headers)
    {
        string key = Read(headers);
        if (key.Length > CharsMax || !key.StartsWith(Prefix, StringComparison.Ordinal) || key.Length == Prefix.Length)
            throw RefusedException.Unauthenticated("invalid API key");
        // Keys that tests and tutorials use to see a refusal without an admin call.
        if (key.Contains("-revoked-", StringComparison.Ordinal) || key.Contains("-invalid-", StringComparison.Ordinal))
            throw RefusedException.Unauthenticated("invalid API key");
        return Fingerprint(key);
    }

    public static string Fingerprint(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];

    private static string Read(IHeaderDictionary headers)
    {
        string direct = headers["x-api-key"].ToString();
        if (direct.Length > 0)
            return direct;
        string authorization = headers.Authorization.ToString();
        const string Bearer = "Bearer ";
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : throw RefusedException.Unauthenticated("an API key is required, as x-api-key or as Authorization: Bearer");
    }
}
