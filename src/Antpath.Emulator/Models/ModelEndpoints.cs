using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Models;

/// <summary><c>/v1/models</c>: not part of the managed-agents family and paged in the older way, by id.</summary>
internal static class ModelEndpoints
{
    private const int LimitMax = 1_000;

    public static void Map(ApiRoutes routes)
    {
        routes.Get("/v1/models", List, ApiFamily.Open);
        routes.Get("/v1/models/{model}", Get, ApiFamily.Open);
    }

    private static ApiReply Get(ApiCall call)
    {
        string id = call.Id("model");
        return ApiReply.Ok(Render(ModelCatalog.Find(id) ?? throw RefusedException.NotFound("model", id)));
    }

    private static ApiReply List(ApiCall call)
    {
        int limit = call.Query.Number("limit", 1, LimitMax) ?? ListRequest.LimitDefault;
        string? after = call.Query.Text("after_id");
        string? before = call.Query.Text("before_id");
        if (after is not null && before is not null)
            throw RefusedException.Invalid("before_id: cannot be combined with after_id");

        CatalogModel[] rest = [.. ModelCatalog.All];
        if (after is not null)
            rest = rest[(IndexOf(after) + 1)..];
        if (before is not null)
            rest = rest[..IndexOf(before)];
        CatalogModel[] page = before is null ? [.. rest.Take(limit)] : [.. rest.TakeLast(limit)];
        return ApiReply.Ok(new JsonObject
        {
            ["data"] = new JsonArray([.. page.Select(Render)]),
            ["has_more"] = page.Length < rest.Length,
            ["first_id"] = page.FirstOrDefault()?.Id,
            ["last_id"] = page.LastOrDefault()?.Id,
        });
    }

    private static int IndexOf(string id)
    {
        for (int i = 0; i < ModelCatalog.All.Count; i++)
        {
            if (ModelCatalog.All[i].Id == id)
                return i;
        }
        throw RefusedException.Invalid("after_id, before_id: unknown model");
    }

    private static JsonNode Render(CatalogModel model) => new JsonObject
    {
        ["id"] = model.Id,
        ["type"] = "model",
        ["display_name"] = model.DisplayName,
        ["line"] = model.Line,
        ["lifecycle"] = "active",
        ["created_at"] = Timestamps.Write(model.CreatedAt),
        ["deprecated_at"] = null,
        ["retires_at"] = null,
        ["max_input_tokens"] = 1_000_000,
        ["max_tokens"] = 64_000,
        ["allowed_fallback_models"] = null,
        ["capabilities"] = null,
    };
}
