using Antpath.Chaos.Plan;
using Antpath.Templates;

namespace Antpath.Chaos.Tests.Plan;

public sealed class PlannedRunTests
{
    [Fact]
    public void The_same_seed_draws_the_same_plan() => Assert.Equal(Draw(7), Draw(7));

    [Fact]
    public void Another_seed_draws_another_plan() => Assert.NotEqual(Draw(7), Draw(8));

    [Fact]
    public void Every_kind_is_there_and_every_template_is_one_the_product_takes()
    {
        var plan = Draw(7);

        Assert.Equal(RunKind.All.Count, plan.Select(run => run.Kind).Distinct().Count());
        Assert.All(plan, run => Template.Parse(run.Template));
    }

    private static IReadOnlyList<PlannedRun> Draw(int seed) => PlannedRun.Draw(new Random(seed), 40, 3);
}
