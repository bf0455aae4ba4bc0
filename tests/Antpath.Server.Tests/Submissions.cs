using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Antpath.Runs;

namespace Antpath.Server.Tests;

/// <summary>Submissions for tests, and reading what comes back.</summary>
internal static class Submissions
{
    // Built when used: no text of this repository looks like a key
    public static string ApiKey => "sk-ant-" + new string('x', 24);

    public static JsonObject Valid(string topic = "ants") => new()
    {
        ["template"] = new JsonObject
        {
            ["name"] = "short-report",
            ["variables"] = new JsonObject { ["topic"] = new JsonObject { ["type"] = "string", ["required"] = true } },
            ["agent"] = new JsonObject { ["model"] = "claude-opus-5-5" },
            ["prompt"] = "Write about {{topic}}.",
        },
        ["variables"] = new JsonObject { ["topic"] = topic },
        ["secrets"] = new JsonObject { ["anthropic"] = new JsonObject { ["apiKey"] = ApiKey } },
    };

    public static Task<HttpResponseMessage> PostAsync(HttpClient client, JsonNode submission, string? key = null) =>
        PostAsync(client, new StringContent(submission.ToJsonString(), Encoding.UTF8, "application/json"), key);

    public static Task<HttpResponseMessage> PostAsync(HttpClient client, HttpContent? body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/runs") { Content = body };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);

        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Submits a run that is accepted.</summary>
    public static async Task<RunView> AcceptedAsync(HttpClient client, JsonNode? submission = null, string? key = null)
    {
        using var response = await PostAsync(client, submission ?? Valid(), key);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.RunView, TestContext.Current.CancellationToken))!;
    }

    public static HttpContent Json(string text) => new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
