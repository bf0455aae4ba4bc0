using System.Text;
using System.Text.Json.Nodes;

namespace Antpath.Contracts.Tests.Submission;

/// <param name="Name">What is wrong, in words.</param>
/// <param name="Code">The code expected.</param>
/// <param name="Pointer">The place expected.</param>
/// <param name="Body">The submission.</param>
internal sealed record ProblemCase(string Name, string Code, string Pointer, byte[] Body)
{
    public static ProblemCase Of(string name, string code, string pointer, Func<JsonObject, JsonObject> breakIt) =>
        new(name, code, pointer, SampleSubmission.ToBytes(breakIt(SampleSubmission.Root())));

    public static ProblemCase Raw(string name, string code, string pointer, string text) => new(name, code, pointer, Encoding.UTF8.GetBytes(text));

    /// <summary>One member set to a piece of JSON.</summary>
    public static ProblemCase Set(string code, string at, string json, string? pointer = null) =>
        Of($"{at} = {(json.Length > 60 ? json[..60] + "…" : json)}", code, pointer ?? at, root => root.WithJson(at, json));

    /// <summary>One member set to a long text.</summary>
    public static ProblemCase Long(string code, string at, int chars, string? pointer = null) =>
        Of($"{at} = {chars} characters", code, pointer ?? at, root => root.With(at, new string('x', chars)));

    /// <summary>One member taken away.</summary>
    public static ProblemCase Missing(string code, string at, string pointer) => Of($"no {at}", code, pointer, root => root.Without(at));
}
