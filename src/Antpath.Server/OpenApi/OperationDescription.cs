using System.Text.Json.Nodes;
using Antpath.Problems;
using Antpath.Server.Api;
using Antpath.Server.Problems;
using Antpath.Server.RateLimits;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Antpath.Server.OpenApi;

/// <summary>Fills in one operation: scope, parameters, answers, refusals.</summary>
internal static class OperationDescription
{
    public static Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var ours = metadata.OfType<Operation>().Single();
        operation.OperationId = ours.Id;
        operation.Parameters = [.. metadata.OfType<ParameterDescription>().Select(Parameter)];
        operation.Responses ??= [];
        foreach (var answer in metadata.OfType<AnswerDescription>())
            Describe(operation.Responses, answer, limited: metadata.OfType<RateLimited>().Any());

        var refusals = metadata.OfType<RefusalDescription>().SelectMany(r => r.Kinds);
        if (ours.Scope is not null)
        {
            var scheme = new OpenApiSecuritySchemeReference(ApiDescription.SecurityScheme, context.Document);
            operation.Security = [new OpenApiSecurityRequirement { [scheme] = [] }];
            operation.Description += $" Needs the scope `{ours.Scope}`.";
            refusals = refusals.Concat(
            [
                ProblemKinds.TokenMissing, ProblemKinds.TokenMalformed, ProblemKinds.TokenUnknown, ProblemKinds.TokenRevoked, ProblemKinds.TokenExpired,
                ProblemKinds.TokenCreatorDisabled, ProblemKinds.ScopeMissing, ProblemKinds.WorkspaceClosed, ProblemKinds.InternalError, ProblemKinds.TemporarilyUnavailable,
            ]);
        }

        foreach (var status in refusals.Distinct().GroupBy(k => k.Status).OrderBy(g => g.Key))
            operation.Responses[status.Key.ToString()] = Refusal([.. status], context.Document!);

        if (metadata.OfType<SubmissionBody>().Any())
            operation.RequestBody = SubmissionSchema.RequestBody(context.Document!);

        if (metadata.OfType<ProviderSweepBody>().Any())
            operation.RequestBody = ProviderSweepBody.RequestBody();

        if (metadata.OfType<InvitationBody>().Any())
            operation.RequestBody = InvitationBody.RequestBody();

        if (metadata.OfType<NewTokenBody>().Any())
            operation.RequestBody = NewTokenBody.RequestBody();

        return Task.CompletedTask;
    }

    private static IOpenApiParameter Parameter(ParameterDescription description) => new OpenApiParameter
    {
        Name = description.Name,
        In = description.In,
        Required = description.Required || description.In == ParameterLocation.Path,
        Description = description.Description,
        Schema = description.Repeatable ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = Schema(description) } : Schema(description),
        Explode = description.Repeatable,
    };

    private static OpenApiSchema Schema(ParameterDescription description) => description switch
    {
        { Number: { } number } => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = number.Min.ToString(),
            Maximum = number.Max.ToString(),
            Default = JsonValue.Create(number.Default),
        },
        { Time: true } => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        { Words: { } words } => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. words.Select(w => JsonValue.Create(w))] },
        _ => new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static void Describe(OpenApiResponses responses, AnswerDescription answer, bool limited)
    {
        if (!responses.TryGetValue(answer.Status.ToString(), out var known) || known is not OpenApiResponse response)
            responses[answer.Status.ToString()] = response = new OpenApiResponse();

        response.Description = answer.Description;
        if (answer.Content is { } mediaType)
        {
            response.Content = new Dictionary<string, OpenApiMediaType>
            {
                [mediaType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = mediaType == "text/plain" ? null : "binary" } },
            };
        }

        response.Headers = answer.Headers.Concat(limited ? [RateLimitHeaders.Policy, RateLimitHeaders.State] : []).Append(RequestIds.Header).ToDictionary(name => name, Header);
    }

    private static IOpenApiHeader Header(string name) => new OpenApiHeader
    {
        Description = name switch
        {
            RequestIds.Header => "Names this answer in the server's logs.",
            "Location" => "Path of what was made.",
            "Retry-After" => "Seconds to wait before repeating the request.",
            RateLimitHeaders.Policy => "The limit of speed that holds here: `q` may come at once, and as much comes back in `w` seconds.",
            RateLimitHeaders.State => "Where the workspace stands: `r` may follow at once, and in `t` seconds all of it may again.",
            Api.Runs.SubmitRunEndpoint.ReplayedHeader => "`true` when the idempotency key had been used for this submission before.",
            "X-Antpath-Sha256" => "SHA-256 of the whole file, hexadecimal.",
            "Content-Disposition" => "Always an attachment, with the true file name.",
            "ETag" => "The file's SHA-256 in quotes.",
            "Content-Range" => "The bytes answered and the size of the file.",
            _ => throw new InvalidOperationException($"header {name} has no description"),
        },
        Schema = new OpenApiSchema { Type = name == "Retry-After" ? JsonSchemaType.Integer : JsonSchemaType.String },
    };

    private static OpenApiResponse Refusal(IReadOnlyList<ProblemKind> kinds, OpenApiDocument document) => new()
    {
        Description = string.Join(" · ", kinds.Select(k => $"`{k.Code}`: {k.When}")),
        Headers = (kinds.Any(k => k.Status is 429 or 503) ? new[] { "Retry-After", RequestIds.Header } : [RequestIds.Header]).ToDictionary(name => name, Header),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [ProblemDocument.MediaType] = new()
            {
                Schema = new OpenApiSchemaReference(nameof(ProblemDocument), document),
                Examples = kinds.ToDictionary(k => k.Code, k => (IOpenApiExample)new OpenApiExampleReference(k.Code, document)),
            },
        },
    };
}
