using System.Reflection;
using System.Text;
using Antpath.Problems;
using Antpath.Server.Problems;

namespace Antpath.Server.Tests.Problems;

public sealed class ProblemKindsTests
{
    [Fact]
    public void The_documentation_of_status_codes_is_what_the_table_says() => RepositoryFiles.MustBe("docs/http-status-codes.md", Document());

    [Fact]
    public void Every_code_is_one_kind_and_every_kind_has_a_code()
    {
        var codes = typeof(ApiProblemCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);

        Assert.Equal(codes.Order(StringComparer.Ordinal), ProblemKinds.All.Select(k => k.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_kind_of_the_class_is_in_its_list()
    {
        var fields = typeof(ProblemKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.FieldType == typeof(ProblemKind));

        Assert.Equal(fields.Select(f => (ProblemKind)f.GetValue(null)!).Order(ByCode), ProblemKinds.All.Order(ByCode));
    }

    private static readonly Comparer<ProblemKind> ByCode = Comparer<ProblemKind>.Create((a, b) => string.CompareOrdinal(a.Code, b.Code));

    private static string Document()
    {
        var text = new StringBuilder("""
            # HTTP status codes

            Every refusal of the API is a problem document (RFC 9457) with the media type `application/problem+json`. Its `code` is stable: programs
            branch on it, not on the wording. `requestId` names the answer in the server's logs. What is wrong inside a submission is listed in
            `errors`, each with a JSON pointer, a code of its own and the remedy.

            Good answers: 200 with what was asked for; 202 when the work goes on after the answer (submit, cancel, delete); 206 for a part of an output.
            Two refusals come before the API sees the request and carry no document: 431 for headers that are too large, and a closed connection for
            a client that sends nothing.

            This page is written from the code by a test of the server; change it there.


            """);
        foreach (var status in ProblemKinds.All.GroupBy(k => k.Status).OrderBy(g => g.Key))
        {
            text.Append($"## {status.Key}\n\n| Code | When | What to do next |\n| --- | --- | --- |\n");
            foreach (var kind in status)
                text.Append($"| `{kind.Code}` | {kind.When} | {kind.Next} |\n");

            text.Append('\n');
        }

        return text.ToString().ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
    }
}
