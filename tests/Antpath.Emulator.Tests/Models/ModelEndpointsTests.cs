using Anthropic.Models.Beta.Models;

namespace Antpath.Emulator.Tests.Models;

public sealed class ModelEndpointsTests
{
    [Fact]
    public async Task The_SDK_lists_models_page_by_page_and_reads_one()
    {
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync();

        ModelListPage first = await provider.Sdk.Beta.Models.List(new ModelListParams { Limit = 5 });
        var second = (ModelListPage)await first.Next();
        BetaModelInfo one = await provider.Sdk.Beta.Models.Retrieve("claude-opus-5-5");

        Assert.Equal(5, first.Items.Count);
        Assert.Empty(first.Items.Select(model => model.ID).Intersect(second.Items.Select(model => model.ID)));
        Assert.Equal("Claude Opus 5.5", one.DisplayName);
    }
}
