using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Models;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Agents;

/// <summary>Reads <c>model</c>, a string or an object, into the object that responses carry (§6.1, §6.2).</summary>
internal static class ModelRules
{
    private const string EffortDefault = "high";
    private static readonly string[] Efforts = ["low", "medium", "high", "xhigh", "max"];

    /// <param name="current">The model in force: an omitted effort survives when the id stays (§6.5). Null on create.</param>
    public static JsonElement Read(JsonFields fields, JsonElement? current)
    {
        JsonElement value = fields.Value("model") ?? throw fields.Wrong("model", "is required", "agent_model_required");
        if (value.ValueKind == JsonValueKind.String)
            return Resolve(fields, value.GetString()!, null, null, null, current);

        JsonFields model = fields.RequiredChild("model");
        string id = model.RequiredText("id", 1, 256);
        string? effort = ReadEffort(model);
        string? speed = model.OneOf("speed", "standard", "fast");
        string? geo = model.OneOf("inference_geo", "us", "global");
        model.RefuseUnknown();
        return Resolve(fields, id, effort, speed, geo, current);
    }

    private static JsonElement Resolve(JsonFields fields, string id, string? effort, string? speed, string? geo, JsonElement? current)
    {
        if (ModelCatalog.Find(id) is not { } known)
            throw fields.Wrong("model", "is not a model that managed agents can use");
        if (speed == "fast" && !known.FastOffered)
            throw fields.Wrong("model.speed", "fast is not offered for this model");
        if (effort is null && current is { } before && before.GetProperty("id").GetString() == id)
            effort = before.GetProperty("effort").GetProperty("type").GetString();

        var resolved = new JsonObject
        {
            ["id"] = id,
            ["effort"] = new JsonObject { ["type"] = effort ?? EffortDefault },
            ["speed"] = speed ?? "standard",
        };
        if (geo is not null) // absent when unset, not null (§6.2)
            resolved["inference_geo"] = geo;
        return JsonText.Freeze(resolved);
    }

    private static string? ReadEffort(JsonFields model)
    {
        if (model.Value("effort") is not { } effort)
            return null;
        if (effort.ValueKind == JsonValueKind.String)
            return model.OneOf("effort", Efforts);
        JsonFields child = model.RequiredChild("effort");
        string type = child.RequiredOneOf("type", Efforts);
        child.RefuseUnknown();
        return type;
    }
}
