using System.Text.Json;
using Antpath.Problems;

namespace Antpath.Contracts.Tests.Problems;

public sealed class ProblemDocumentTests
{
    [Fact]
    public void It_is_written_as_problem_details_and_read_back()
    {
        var document = new ProblemDocument
        {
            Title = "Refused",
            Status = 422,
            Code = "submission_refused",
            RequestId = "r1",
            Errors = [new Problem("/tags/0", ProblemCodes.TooLong, "Shorten it.")],
        };

        var json = JsonSerializer.Serialize(document, ProblemJsonContext.Default.ProblemDocument);

        Assert.Equal(
            """{"type":"about:blank","title":"Refused","status":422,"code":"submission_refused","errors":[{"pointer":"/tags/0","code":"too_long","message":"Shorten it."}],"requestId":"r1"}""",
            json);
        Assert.Equal(document.Errors[0], JsonSerializer.Deserialize(json, ProblemJsonContext.Default.ProblemDocument)!.Errors![0]);
    }

    [Fact]
    public void What_a_later_server_adds_does_not_disturb() =>
        Assert.Equal("x", JsonSerializer.Deserialize("""{"type":"about:blank","code":"x","later":{"a":1}}""", ProblemJsonContext.Default.ProblemDocument)!.Code);
}
