using System.Reflection;
using Antpath.Engine.Audit;

namespace Antpath.Engine.Tests.Audit;

public sealed class AuditActionTests
{
    [Fact]
    public void Every_word_can_be_looked_for()
    {
        var words = typeof(AuditAction).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);

        Assert.Equal(words.Order(StringComparer.Ordinal), AuditAction.All.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("run.cancel", true)]
    [InlineData("run.", true)]
    [InlineData("api_token.", true)]
    [InlineData("run", false)]
    [InlineData("run.can", false)]
    [InlineData("Run.", false)]
    [InlineData(".", false)]
    [InlineData("%", false)]
    public void A_word_or_a_noun_with_its_dot_can_be_looked_for_and_nothing_else(string text, bool can) => Assert.Equal(can, AuditAction.CanBeLookedFor(text));
}
