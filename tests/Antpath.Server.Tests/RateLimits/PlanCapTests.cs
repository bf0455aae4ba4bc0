using System.Net;
using Antpath.Problems;

namespace Antpath.Server.Tests.RateLimits;

/// <summary>Caps under fire, through two API processes over one database.</summary>
public sealed class PlanCapTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("ANTPATH_PLAN_OPEN_RUNS_MAX", "The workspace")]
    [InlineData("ANTPATH_PLAN_OPEN_RUNS_PER_USER_MAX", "The person")]
    [InlineData("ANTPATH_PLAN_OPEN_RUNS_PER_TOKEN_MAX", "The API token")]
    public async Task A_hundred_submissions_at_once_at_a_cap_of_ten_admit_exactly_ten(string cap, string whose)
    {
        await using var here = await server.StartAnotherAsync((cap, "10"));
        await using var there = await server.StartAnotherAsync((cap, "10"));
        var tenant = await server.CreateTenantAsync();
        using var one = RunningServer.ClientOf(here, tenant.TokenText.Reveal());
        using var two = RunningServer.ClientOf(there, tenant.TokenText.Reveal());

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Submissions.PostAsync(i % 2 == 0 ? one : two, Submissions.Valid($"topic {i}"))));

        Assert.Equal(10, answers.Count(a => a.StatusCode == HttpStatusCode.Accepted));
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.Accepted))
        {
            var problem = await Refusal.IsAsync(refused, 429, ApiProblemCodes.OpenRunsQuotaExceeded);
            Assert.StartsWith(whose, problem.Detail, StringComparison.Ordinal);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        await using var count = server.Database.CreateCommand("select count(*), (select open_runs from workspace_counters where workspace_id = $1) from runs where workspace_id = $1");
        count.Parameters.AddWithValue(tenant.Workspace.Value);
        await using var reader = await count.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal((10L, 10), (reader.GetInt64(0), reader.GetInt32(1)));
    }
}
