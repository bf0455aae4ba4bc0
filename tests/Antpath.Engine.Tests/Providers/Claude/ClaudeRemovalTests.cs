using Antpath.Engine.Providers;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>Removing what was created (provider contract §16.6).</summary>
public sealed class ClaudeRemovalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ProviderResourceType.Vault, "vlt_1")]
    [InlineData(ProviderResourceType.Environment, "env_1")]
    [InlineData(ProviderResourceType.Skill, "skill_1")]
    [InlineData(ProviderResourceType.File, "file_1")]
    [InlineData(ProviderResourceType.Session, "sesn_1")]
    public async Task A_delete_may_answer_with_nothing_or_with_what_is_already_gone(string resourceType, string id)
    {
        await using var server = new ScriptedServer(new ScriptedAnswer.Http(204, [], []), ScriptedAnswer.Error(404));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        Assert.Equal(Disposal.Deleted, EmulatorBed.Ok(await bed.Provider.DisposeResourceAsync(resourceType, id, Cancellation)));
        Assert.Equal(Disposal.AlreadyGone, EmulatorBed.Ok(await bed.Provider.DisposeResourceAsync(resourceType, id, Cancellation)));
    }

    [Fact]
    public async Task Archiving_an_agent_twice_is_judged_by_its_state()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Error(400), ScriptedAnswer.Json("""{"id":"agent_1","archived_at":"2026-11-22T08:00:00Z"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);
        await using var living = new ScriptedServer(ScriptedAnswer.Error(400), ScriptedAnswer.Json("""{"id":"agent_1","archived_at":null}"""));
        await using var livingBed = await ClaudeTestBed.StartAsync(living.BaseUrl);

        Assert.Equal(Disposal.Archived, EmulatorBed.Ok(await bed.Provider.DisposeResourceAsync(ProviderResourceType.Agent, "agent_1", Cancellation)));
        Assert.False((await livingBed.Provider.DisposeResourceAsync(ProviderResourceType.Agent, "agent_1", Cancellation)).Succeeded);
    }

    [Fact]
    public async Task An_environment_that_stays_in_use_is_archived()
    {
        await using var server = new ScriptedServer(r => r.Method == "DELETE" ? ScriptedAnswer.Error(409) : ScriptedAnswer.Json("""{"id":"env_1"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        Assert.Equal(Disposal.Archived, EmulatorBed.Ok(await bed.Provider.DisposeResourceAsync(ProviderResourceType.Environment, "env_1", Cancellation)));

        Assert.Equal(["DELETE /v1/environments/env_1", "POST /v1/environments/env_1/archive", "DELETE /v1/environments/env_1"], server.Requests.Select(r => $"{r.Method} {r.Path}"));
    }

    [Fact]
    public async Task A_session_refused_just_after_its_turn_is_tried_once_more()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Error(400), ScriptedAnswer.Json("""{"id":"sesn_1","status":"idle"}"""), ScriptedAnswer.Json("""{"id":"sesn_1"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        Assert.Equal(Disposal.Deleted, EmulatorBed.Ok(await bed.Provider.DisposeResourceAsync(ProviderResourceType.Session, "sesn_1", Cancellation)));
    }

    [Theory]
    [InlineData("running")]
    [InlineData("rescheduling")]
    [InlineData("brand_new")]
    public async Task A_session_that_runs_is_not_deleted_and_says_so(string status)
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Error(400), ScriptedAnswer.Json($$"""{"id":"sesn_1","status":"{{status}}"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var failure = (await bed.Provider.DisposeResourceAsync(ProviderResourceType.Session, "sesn_1", Cancellation)).Failure;

        Assert.Equal((ErrorClass.TransientProvider, "session_still_running"), (failure!.Class, failure.Code));
    }

    [Fact]
    public async Task An_environment_whose_last_delete_went_wrong_is_not_settled_for_an_archive()
    {
        var deletes = 0;
        await using var server = new ScriptedServer(r => r.Method != "DELETE" ? ScriptedAnswer.Json("""{"id":"env_1"}""")
            : ++deletes == 1 ? ScriptedAnswer.Error(409) : ScriptedAnswer.Error(500, errorCode: null, ("x-should-retry", "false")));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);
        await using var gone = new ScriptedServer(ScriptedAnswer.Error(409), ScriptedAnswer.Json("""{"id":"env_1"}"""), ScriptedAnswer.Error(404));
        await using var goneBed = await ClaudeTestBed.StartAsync(gone.BaseUrl);

        Assert.Equal("provider_unavailable", (await bed.Provider.DisposeResourceAsync(ProviderResourceType.Environment, "env_1", Cancellation)).Failure?.Code);
        Assert.Equal(Disposal.AlreadyGone, EmulatorBed.Ok(await goneBed.Provider.DisposeResourceAsync(ProviderResourceType.Environment, "env_1", Cancellation)));
    }
}
