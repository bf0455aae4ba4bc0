using System.Text.Json;

namespace Antpath.Conformance.Tests.Target;

/// <summary>What the provider answered to one call.</summary>
/// <param name="Body">Undefined when the answer was no JSON.</param>
/// <param name="RequestId">The <c>request-id</c> header (§1.3).</param>
public sealed record Answer(string Call, int Status, JsonElement Body, string? RequestId)
{
    public string Id => Text("id");

    public string ErrorType => Error("type") ?? "";

    /// <summary><c>details.error_code</c> (§2.1), or empty.</summary>
    public string ErrorCode => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("error", out JsonElement error)
        && error.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Object && details.TryGetProperty("error_code", out JsonElement code)
        ? code.GetString() ?? ""
        : "";

    public IReadOnlyList<JsonElement> Items => [.. Body.GetProperty("data").EnumerateArray()];

    public JsonElement this[string member] => Body.GetProperty(member);

    public string Text(string member) => Body.GetProperty(member).GetString() ?? "";

    public bool IsNull(string member) => Body.GetProperty(member).ValueKind == JsonValueKind.Null;

    /// <summary>Itself, when it is what the contract says; a failed test otherwise.</summary>
    public Answer Expect(int status, string? errorType = null)
    {
        Assert.True(Status == status, $"{Call} answered {Status} instead of {status}: {this}");
        if (errorType is not null)
            Assert.True(ErrorType == errorType, $"{Call} answered {ErrorType} instead of {errorType}: {this}");
        return this;
    }

    /// <summary>Status and error in one word for the report, e.g. <c>409 conflict_error</c>.</summary>
    public string Outcome() => $"{Status} {(Status < 400 ? "" : ErrorType)}".TrimEnd();

    public override string ToString() => Body.ValueKind == JsonValueKind.Undefined ? "(no JSON)" : Body.GetRawText();

    private string? Error(string member) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("error", out JsonElement error) && error.TryGetProperty(member, out JsonElement value) ? value.GetString() : null;
}
