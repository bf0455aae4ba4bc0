using System.Text.Json.Nodes;
using Antpath.Problems;
using Antpath.Server.Api;
using Antpath.Server.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Antpath.Server.OpenApi;

/// <summary>Writes the OpenAPI document at <c>/openapi/v1.json</c> from the operations and their metadata.</summary>
internal static class ApiDescription
{
    public const string DocumentName = "v1";
    public const string Route = "/openapi/{documentName}.json";
    public const string SecurityScheme = "apiToken";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<Operation>().Any();
        options.AddDocumentTransformer(DescribeDocument);
        options.AddOperationTransformer(OperationDescription.TransformAsync);
        options.AddSchemaTransformer(SchemaDescription.TransformAsync);
    });

    private static async Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Antpath",
            Version = "1",
            Description = """
                Submits runs to managed agents and follows them. Every refusal is a problem document (RFC 9457) with a stable `code`; all of them
                are listed at `/docs/problems`. Every answer carries `X-Request-Id`. Members that are not known to you are to be ignored: new
                ones may appear at any time.
                """.ReplaceLineEndings(" "),
        };
        // Relative: the document is the same whatever name the deployment has
        document.Servers = [new OpenApiServer { Url = "/", Description = "This deployment" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [SecurityScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "ant_…",
                Description = "A workspace's API token. The workspace follows from the token. Each operation names the scope it needs.",
            },
        };
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = "Runs", Description = "Submit, follow, cancel and delete runs." },
            new() { Name = "Outputs", Description = "Files that runs left behind." },
            new() { Name = "Workspace", Description = "Who you are, what you may use and what you used." },
            new() { Name = "Members", Description = "The people of the workspace, and who is invited." },
            new() { Name = "Health", Description = "For load balancers and supervisors." },
        };
        var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), cancellationToken: cancellationToken);
        document.AddComponent(nameof(ProblemDocument), problem);
        document.AddComponent(SubmissionSchema.Name, SubmissionSchema.Create());
        document.Components.Examples = new Dictionary<string, IOpenApiExample>();
        foreach (var kind in ProblemKinds.All)
            document.Components.Examples[kind.Code] = Example(kind);

        DescriptionWording.Apply(document);
    }

    private static OpenApiExample Example(ProblemKind kind) => new()
    {
        Summary = kind.When,
        Value = new JsonObject
        {
            ["type"] = $"{ApiProblem.DocumentationPath}#{kind.Code}",
            ["title"] = kind.Title,
            ["status"] = kind.Status,
            ["detail"] = kind.Next,
            ["code"] = kind.Code,
            ["requestId"] = "req_01k5x2m3n4p5q6r7s8t9v0w1x2",
        },
    };
}
