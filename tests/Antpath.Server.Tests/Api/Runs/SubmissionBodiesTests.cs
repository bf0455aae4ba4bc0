using System.Text;
using Antpath.Problems;
using Antpath.Server.Api.Runs;
using Antpath.Server.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Tests.Api.Runs;

public sealed class SubmissionBodiesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_is_read_whole_whether_its_length_is_known_or_not(bool lengthKnown)
    {
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i},"));

        using var body = await ReadAsync(Bodies(1 << 20), text, lengthKnown, bytesMax: text.Length);

        Assert.Null(body.Refusal);
        Assert.Equal(text, Encoding.UTF8.GetString(body.Utf8Json.Span));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_byte_too_many_is_refused(bool lengthKnown)
    {
        using var body = await ReadAsync(Bodies(1 << 20), new string('x', 1001), lengthKnown, bytesMax: 1000);

        Assert.Equal(ApiProblemCodes.BodyTooLarge, body.Refusal!.Kind.Code);
    }

    [Fact]
    public async Task When_the_memory_for_all_is_used_up_the_next_one_is_told_to_wait_and_room_comes_back()
    {
        var bodies = Bodies(2048);
        var first = await ReadAsync(bodies, new string('x', 1500), lengthKnown: true, bytesMax: 2000);

        using var second = await ReadAsync(bodies, new string('x', 1500), lengthKnown: true, bytesMax: 2000);
        first.Dispose();
        using var third = await ReadAsync(bodies, new string('x', 1500), lengthKnown: true, bytesMax: 2000);

        Assert.Equal(ApiProblemCodes.RateLimited, second.Refusal!.Kind.Code);
        Assert.NotNull(second.Refusal.RetryAfter);
        Assert.Null(third.Refusal);
    }

    private static SubmissionBodies Bodies(long bufferedBytesMax) => new(Options.Create(new ApiOptions { SubmissionsBufferedBytesMax = bufferedBytesMax }));

    private static Task<SubmissionBodies.Body> ReadAsync(SubmissionBodies bodies, string text, bool lengthKnown, int bytesMax)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(text));
        request.ContentLength = lengthKnown ? text.Length : null;
        return bodies.ReadAsync(request, bytesMax, TestContext.Current.CancellationToken);
    }
}
