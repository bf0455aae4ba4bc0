using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antpath.Engine.Outputs.Storage.Supabase;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SignRequest))]
[JsonSerializable(typeof(SignAnswer))]
[JsonSerializable(typeof(SignError))]
internal sealed partial class SupabaseJson : JsonSerializerContext;
