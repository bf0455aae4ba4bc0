using System.Text.Json.Serialization;
using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Usage and event summaries as JSON columns keep them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ProviderUsage))]
internal sealed partial class UsageJson : JsonSerializerContext;
