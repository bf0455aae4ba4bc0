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
        if (PrefixOf(type) is { } prefix)
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = $"^{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$";
            schema.Properties = null;
        }

        return Task.CompletedTask;
    }

    private static string? PrefixOf(Type type) => type switch
    {
        _ when type == typeof(RunId) => RunId.Prefix,
        _ when type == typeof(OutputId) => OutputId.Prefix,
        _ when type == typeof(EventId) => EventId.Prefix,
        _ when type == typeof(WorkspaceId) => WorkspaceId.Prefix,
        _ when type == typeof(ApiTokenId) => ApiTokenId.Prefix,
        _ when type == typeof(AppUserId) => AppUserId.Prefix,
        _ when type == typeof(ResourceId) => ResourceId.Prefix,
        _ => null,
    };
}
