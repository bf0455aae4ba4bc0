using Microsoft.OpenApi;

namespace Antpath.Server.OpenApi;

/// <summary>Marks the operation that takes a provider key to search with, and says what it takes.</summary>
internal sealed class ProviderSweepBody
{
    public static OpenApiRequestBody RequestBody() => new()
    {
        Required = true,
        Description = "The provider key, and whether to list only.",
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Schema() } },
    };

    private static OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "secrets" },
        AdditionalPropertiesAllowed = false,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["secrets"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The key, held for this search alone.",
                Required = new HashSet<string> { "anthropic" },
                AdditionalPropertiesAllowed = false,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["anthropic"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { "apiKey" },
                        AdditionalPropertiesAllowed = false,
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["apiKey"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The provider key whose reach is searched." },
                        },
                    },
                },
            },
            ["dryRun"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false, Description = "Only list, remove nothing." },
        },
    };
}
