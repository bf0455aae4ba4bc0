using Antpath.Ids;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Antpath.Server.OpenApi;

/// <summary>Describes types whose JSON says more than their properties do: ids.</summary>
internal static class SchemaDescription
{
    public static Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (Prefixes.TryGetValue(type, out var prefix))
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = $"^{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$";
            schema.Properties = null;
        }

        return Task.CompletedTask;
    }

    private static readonly Dictionary<Type, string> Prefixes = new()
    {
        [typeof(RunId)] = RunId.Prefix,
        [typeof(OutputId)] = OutputId.Prefix,
        [typeof(Ids.EventId)] = Ids.EventId.Prefix,
        [typeof(WorkspaceId)] = WorkspaceId.Prefix,
        [typeof(ApiTokenId)] = ApiTokenId.Prefix,
        [typeof(AppUserId)] = AppUserId.Prefix,
        [typeof(ResourceId)] = ResourceId.Prefix,
        [typeof(AuditId)] = AuditId.Prefix,
    };
}
