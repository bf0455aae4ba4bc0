using System.Net.Http.Headers;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Testing.Fuzzing;

namespace Antpath.Server.Tests.Fuzzing;

/// <summary>A sample of the fuzzed inputs over real HTTP: whatever comes, the answer is never a fault of the server.</summary>
public sealed class HttpFuzzTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const int Inputs = 300;

    [Fact]
    public async Task No_submission_is_a_500()
    {
        var tenant = await server.CreateTenantAsync();

        await EachAsync(FuzzCorpus.Of(FuzzCorpus.Submission), async input =>
        {
            using var body = new ByteArrayContent(input);
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return await Submissions.PostAsync(tenant.Client, body);
        });
    }

    [Theory]
    [InlineData("/v1/runs?cursor=")]
    [InlineData("/v1/audit?cursor=")]
    [InlineData("/v1/runs?template=")]
    [InlineData("/v1/outputs/content?token=")]
    public async Task No_query_is_a_500(string path)
    {
        var tenant = await server.CreateTenantAsync();

        await EachAsync(
            FuzzCorpus.Of("EQAAAAAAAAAHAAAAAAAAAAAAAAAAAAAAAA", "QQAAAAAAAAAH", "AQJsMQAAAAAAAA"),
            input => tenant.Client.GetAsync(path + EscapedBytes(input), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task No_token_is_a_500()
    {
        using var client = server.Anonymous();

        await EachAsync(FuzzCorpus.Of(ApiTokenText.Create(new ApiTokenId(Guid.CreateVersion7())).Reveal()), input =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/v1/whoami");
            var printable = string.Concat(input.Where(b => b is >= 0x20 and < 0x7f).Select(b => (char)b));
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {printable}");
            return client.SendAsync(request, TestContext.Current.CancellationToken);
        });
    }

    [Fact]
    public async Task No_path_is_a_500()
    {
        var tenant = await server.CreateTenantAsync();

        await EachAsync(
            FuzzCorpus.Of(RunId.From(Guid.CreateVersion7()).ToString()),
            input => tenant.Client.GetAsync("/v1/runs/" + EscapedBytes(input) + "/events", TestContext.Current.CancellationToken));
    }

    private static string EscapedBytes(byte[] input) => string.Concat(input.Take(1500).Select(b => char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : $"%{b:X2}"));

    private static async Task EachAsync(IReadOnlyList<byte[]> corpus, Func<byte[], Task<HttpResponseMessage>> send)
    {
        var mutator = new Mutator(corpus);
        for (var number = 1; number <= Inputs; number++)
        {
            using var answer = await send(mutator.Input(number));
            Assert.True((int)answer.StatusCode < 500, $"input {number} was answered with {(int)answer.StatusCode}");
        }
    }
}
