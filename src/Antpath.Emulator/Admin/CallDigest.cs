using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Admin;

/// <summary>Makes calls comparable without keeping what they said: key, verb, path, query and body as one hash.</summary>
internal static class CallDigest
{
    public static string Of(ApiCall call)
    {
        HttpRequest request = call.Http.Request;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, $"{call.Organization.Fingerprint}\n{request.Method}\n{request.Path}\n{request.QueryString}\n");
        if (call.Body.ValueKind == JsonValueKind.Object)
            hash.AppendData(JsonMarshal.GetRawUtf8Value(call.Body));
        foreach (UploadedPart part in call.Parts)
        {
            Add(hash, $"{part.Name}\n{part.Filename}\n{part.Length}\n");
            hash.AppendData(part.Head.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}
