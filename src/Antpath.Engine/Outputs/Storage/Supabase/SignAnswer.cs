using System.Text.Json.Serialization;

namespace Antpath.Engine.Outputs.Storage.Supabase;

/// <param name="SignedUrl">A path under the storage API, with the token.</param>
internal sealed record SignAnswer([property: JsonPropertyName("signedURL")] string? SignedUrl);
