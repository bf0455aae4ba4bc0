using System.Text.Json.Nodes;
using Antpath.Tokens;
using Microsoft.OpenApi;

namespace Antpath.Server.OpenApi;

/// <summary>Marks the operation that makes an API token, and says what it takes.</summary>
internal sealed class NewTokenBody
{
    public static OpenApiRequestBody RequestBody() => new()
    {
        Required = true,
        Description = "What the token is called and may do.",
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Schema() } },
    };

    private static OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "name", "scopes" },
        AdditionalPropertiesAllowed = false,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["name"] = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = CreateToken.NameCharsMax, Description = "What people will call it." },
            ["scopes"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                MinItems = 1,
                UniqueItems = true,
                Description = "What it may do. None beyond what the person's role allows.",
                Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. CreateToken.AllScopes.Select(s => JsonValue.Create(s))] },
            },
            ["expiresAt"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Description = "When it stops working. Left out: never." },
        },
    };
}
