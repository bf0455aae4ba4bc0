using System.Net.Http.Json;
using Antpath.Problems;

namespace Antpath.Server.Tests;

/// <summary>Checks that an answer is a well-formed refusal.</summary>
internal static class Refusal
{
    /// <returns>The problem document, for more checks.</returns>
    public static async Task<ProblemDocument> IsAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal(ProblemDocument.MediaType, response.Content.Headers.ContentType?.MediaType);
        var problem = (await response.Content.ReadFromJsonAsync(ProblemJsonContext.Default.ProblemDocument, TestContext.Current.CancellationToken))!;
        Assert.Equal(code, problem.Code);
        Assert.Equal(status, problem.Status);
        Assert.Equal($"/docs/problems#{code}", problem.Type);
        Assert.False(string.IsNullOrWhiteSpace(problem.Detail));
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), problem.RequestId);
        return problem;
    }
}
