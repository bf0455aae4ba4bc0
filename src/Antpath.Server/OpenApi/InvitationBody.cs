using System.Text.Json.Nodes;
using Antpath.Workspaces;
using Microsoft.OpenApi;

namespace Antpath.Server.OpenApi;

/// <summary>Marks the operation that invites, and says what it takes.</summary>
internal sealed class InvitationBody
{
    public static OpenApiRequestBody RequestBody() => new()
    {
        Required = true,
        Description = "As what, and whom.",
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Schema() } },
    };

    private static OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "role" },
        AdditionalPropertiesAllowed = false,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["role"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String, Description = "The role the invitation gives.", Enum = [.. MemberRole.All.Select(role => (JsonNode)JsonValue.Create(role))],
            },
            ["email"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String, MaxLength = 254, Description = "The one address whose owner may accept; without it, whoever has the link.",
            },
        },
    };
}
