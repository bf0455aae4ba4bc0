using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Antpath.Engine.Mail;

namespace Antpath.Server.SignIn;

/// <summary>
/// Asks GitHub which address of a person is theirs: the one in their profile is whatever they show, the list says which are verified and which is the
/// primary one (GitHub REST API, "List email addresses for the authenticated user").
/// </summary>
internal sealed partial class GitHubEmails(HttpClient http)
{
    private const int AnswerBytesMax = 64 * 1024;

    /// <summary>Prepares the client that asks.</summary>
    public static void Configure(HttpClient http, TimeSpan timeout)
    {
        http.BaseAddress = new Uri("https://api.github.com/");
        http.Timeout = timeout;
        http.MaxResponseContentBufferSize = AnswerBytesMax;
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Antpath", null)); // GitHub refuses requests without one
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
    }

    /// <summary>The primary address, if it is verified; null when it is not, or GitHub does not say.</summary>
    /// <param name="accessToken">The person's token, with the scope <c>user:email</c>; used for this one question. Null: GitHub gave none, and proves nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<EmailAddress?> FindAsync(string? accessToken, CancellationToken cancellationToken)
    {
        if (accessToken is null)
            return null;
        using var request = new HttpRequestMessage(HttpMethod.Get, "user/emails") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accessToken) } };
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                return null;
            var addresses = await JsonSerializer.DeserializeAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), Json.Default.ListedArray, cancellationToken);
            return addresses?.FirstOrDefault(a => a is { Primary: true, Verified: true }) is { } primary && EmailAddress.TryParse(primary.Email, out var email) ? email : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    internal sealed record Listed(string? Email, bool Primary, bool Verified);

    [JsonSerializable(typeof(Listed[]))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    private sealed partial class Json : JsonSerializerContext;
}
