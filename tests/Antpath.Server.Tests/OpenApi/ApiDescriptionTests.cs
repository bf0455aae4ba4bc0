using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Server.Api;

namespace Antpath.Server.Tests.OpenApi;

public sealed class ApiDescriptionTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_committed_description_is_what_the_server_answers()
    {
        var document = await ReadAsync();

        RepositoryFiles.MustBe("docs/openapi/v1.json", document.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n");
    }

    [Fact]
    public async Task It_is_OpenAPI_3_1_and_says_how_to_authenticate()
    {
        var document = await ReadAsync();

        Assert.StartsWith("3.1", (string?)document["openapi"], StringComparison.Ordinal);
        Assert.Equal("bearer", (string?)document["components"]!["securitySchemes"]!["apiToken"]!["scheme"]);
        Assert.Equal("/", (string?)document["servers"]!.AsArray().Single()!["url"]);
    }

    [Fact]
    public async Task Every_operation_of_the_table_is_described_in_full()
    {
        var document = await ReadAsync();

        foreach (var operation in Operations.All)
        {
            var described = document["paths"]?[operation.Route]?[operation.Method.ToLowerInvariant()];
            Assert.True(described is not null, $"{operation.Id} is not described");
            Assert.Equal(operation.Id, (string?)described["operationId"]);
            Assert.NotEmpty((string?)described["summary"] ?? "");
            Assert.NotEmpty((string?)described["description"] ?? "");
            Assert.Equal(operation.Scope is not null, described["security"] is not null);
            Assert.All(described["responses"]!.AsObject(), answer => Assert.NotEmpty((string?)answer.Value!["description"] ?? ""));
            Assert.All(described["parameters"]?.AsArray() ?? [], parameter => Assert.NotEmpty((string?)parameter!["description"] ?? ""));
        }

        Assert.Equal(Operations.All.Count, document["paths"]!.AsObject().Sum(path => path.Value!.AsObject().Count));
    }

    [Fact]
    public async Task Every_member_of_an_answer_has_a_description()
    {
        var document = await ReadAsync();

        var silent =
            from schema in document["components"]!["schemas"]!.AsObject()
            where schema.Key != "Submission"
            from property in schema.Value!["properties"]?.AsObject() ?? []
            where string.IsNullOrEmpty((string?)property.Value!["description"])
            select $"{schema.Key}.{property.Key}";
        Assert.Empty(silent);
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await ReadAsync();

        foreach (var reference in References(document).Distinct())
        {
            JsonNode? target = document;
            foreach (var part in reference.TrimStart('#', '/').Split('/'))
                target = target?[part];

            Assert.True(target is not null, reference);
        }
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => m.Key == "$ref" && m.Value is JsonValue ? [(string)m.Value!] : References(m.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private async Task<JsonObject> ReadAsync()
    {
        using var client = server.Anonymous();
        return JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!.AsObject();
    }
}
