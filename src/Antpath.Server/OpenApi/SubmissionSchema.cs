using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Antpath.Server.OpenApi;

/// <summary>The body of a submission. The parser is the authority; this is what a reader and a generator need of it.</summary>
internal static class SubmissionSchema
{
    public const string Name = "Submission";

    // Obviously no key: the API description must not carry anything shaped like one
    private const string ApiKeyExample = "<your Anthropic API key>";

    public static OpenApiSchema Create() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "What to run. Unknown members are refused.",
        Required = new HashSet<string> { "template", "secrets" },
        AdditionalPropertiesAllowed = false,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["template"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The template, free of secrets. Its JSON Schema is printed by `antpath template schema`.",
            },
            ["variables"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Values for the template's variables, by name.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Number | JsonSchemaType.Boolean },
            },
            ["secrets"] = Secrets(),
            ["cleanup"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalPropertiesAllowed = false,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["claudeSession"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Enum = [JsonValue.Create("delete"), JsonValue.Create("retain")],
                        Description = "What happens to the provider session afterwards. Default: the template's, then the deployment's.",
                    },
                },
            },
            ["tags"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                MaxItems = 16,
                UniqueItems = true,
                Description = "Your own words for finding the run again.",
                Items = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9._:-]{1,64}$" },
            },
            ["priority"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "-100", Maximum = "100", Default = 0, Description = "Higher runs first." },
        },
    };

    public static OpenApiRequestBody RequestBody(OpenApiDocument document) => new()
    {
        Required = true,
        Description = "The submission, as UTF-8 JSON.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new() { Schema = new OpenApiSchemaReference(Name, document), Example = Example() },
        },
    };

    private static OpenApiSchema Secrets() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "The run's own credentials: the only place where secrets may stand. Never answered back.",
        Required = new HashSet<string> { "anthropic" },
        AdditionalPropertiesAllowed = false,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["anthropic"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "apiKey" },
                AdditionalPropertiesAllowed = false,
                Properties = new Dictionary<string, IOpenApiSchema> { ["apiKey"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "password", WriteOnly = true } },
            },
            ["mcpServers"] = List("Headers for the template's MCP servers, matched by name and URL.", ["name", "url"], new()
            {
                ["name"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["url"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri" },
                ["headers"] = new OpenApiSchema { Type = JsonSchemaType.Object, WriteOnly = true, AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String } },
            }),
            ["skills"] = List("Content of the template's uploaded skills.", ["name", "files"], new()
            {
                ["name"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["files"] = List("The skill's files; one of them is SKILL.md.", ["path", "content"], new()
                {
                    ["path"] = new OpenApiSchema { Type = JsonSchemaType.String },
                    ["content"] = new OpenApiSchema { Type = JsonSchemaType.String },
                    ["encoding"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [JsonValue.Create("utf8"), JsonValue.Create("base64")], Default = "utf8" },
                }),
            }),
        },
    };

    private static OpenApiSchema List(string description, string[] required, Dictionary<string, IOpenApiSchema> properties) => new()
    {
        Type = JsonSchemaType.Array,
        Description = description,
        Items = new OpenApiSchema { Type = JsonSchemaType.Object, Required = new HashSet<string>(required), AdditionalPropertiesAllowed = false, Properties = properties },
    };

    private static JsonObject Example() => new()
    {
        ["template"] = new JsonObject
        {
            ["name"] = "short-report",
            ["variables"] = new JsonObject { ["topic"] = new JsonObject { ["type"] = "string", ["required"] = true } },
            ["agent"] = new JsonObject { ["model"] = "claude-opus-5-5" },
            ["prompt"] = "Write a short report about {{topic}} into report.md.",
        },
        ["variables"] = new JsonObject { ["topic"] = "leafcutter ants" },
        ["secrets"] = new JsonObject { ["anthropic"] = new JsonObject { ["apiKey"] = ApiKeyExample } },
        ["tags"] = new JsonArray("docs"),
    };
}
