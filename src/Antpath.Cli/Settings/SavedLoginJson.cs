using System.Text.Json.Serialization;

namespace Antpath.Cli.Settings;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SavedLogin))]
internal sealed partial class SavedLoginJson : JsonSerializerContext;
