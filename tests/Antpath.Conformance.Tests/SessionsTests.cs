using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>§12: sessions, as far as they cost nothing.</summary>
public sealed class SessionsTests(ProviderUnderTest provider)
{
    [Fact] // §12.2, §12.4, §16.3
    public async Task A_new_session_is_idle_and_holds_a_snapshot_of_its_agent()
    {
        Answer session = await provider.NewSessionAsync();
        Answer agent = await provider.AgentAsync();

        Assert.StartsWith("sesn_", session.Id, StringComparison.Ordinal);
        Assert.Equal("idle", session.Text("status"));
        Assert.Equal((agent.Id, 1), (session["agent"].GetProperty("id").GetString(), session["agent"].GetProperty("version").GetInt32()));
        Assert.Equal("always_allow", session["agent"].GetProperty("tools")[0].GetProperty("default_config").GetProperty("permission_policy").GetProperty("type").GetString());
        Assert.Equal($"{provider.Settings.SessionCents}", session["budget"].GetProperty("max_list_cost").GetProperty("amount").GetString());
        Assert.False(session["agent"].TryGetProperty("metadata", out _));
        Assert.True(session.IsNull("archived_at"));
    }

    [Fact] // §6.5
    public async Task A_pinned_version_stays_and_a_bare_id_takes_the_latest()
    {
        Answer agent = await provider.NewAgentAsync();
        (await provider.PostAsync($"/v1/agents/{agent.Id}", """{"system": "Second."}""")).Expect(200);

        Answer pinned = await provider.NewSessionAsync(agent: $$"""{"type": "agent", "id": "{{agent.Id}}", "version": 1}""");
        Answer latest = await provider.NewSessionAsync(agent: $"\"{agent.Id}\"");

        Assert.Equal((1, 2), (pinned["agent"].GetProperty("version").GetInt32(), latest["agent"].GetProperty("version").GetInt32()));
        Assert.True(pinned["agent"].GetProperty("system").ValueKind == System.Text.Json.JsonValueKind.Null);
    }

    [Fact] // §12.1
    public async Task Overrides_make_no_version()
    {
        Answer agent = await provider.NewAgentAsync();

        Answer session = await provider.NewSessionAsync(agent: $$"""{"type": "agent_with_overrides", "id": "{{agent.Id}}", "version": 1, "system": "Only here."}""");

        Assert.Equal("Only here.", session["agent"].GetProperty("system").GetString());
        Assert.Equal(1, (await provider.GetAsync($"/v1/agents/{agent.Id}"))["version"].GetInt32());
    }

    [Fact] // §12.5
    public async Task Metadata_can_be_changed_and_vaults_cannot()
    {
        string vault = (await provider.NewVaultAsync()).Id;
        Answer session = await provider.NewSessionAsync($$""", "vault_ids": ["{{vault}}"]""");
        string path = $"/v1/sessions/{session.Id}";

        Answer changed = (await provider.PostAsync(path, """{"title": "renamed", "metadata": {"added": "1"}}""")).Expect(200);

        Assert.Equal(vault, session["vault_ids"][0].GetString());
        Assert.Equal(("renamed", "1"), (changed.Text("title"), changed["metadata"].GetProperty("added").GetString()));
        (await provider.PostAsync(path, """{"vault_ids": []}""")).Expect(400, "invalid_request_error");
        (await provider.PostAsync(path, """{"budget": {"type": "limit", "max_list_cost": {"amount": "0", "currency": "USD"} } }""")).Expect(400);
    }

    [Fact] // §12.4, §12.6
    public async Task Archiving_ends_a_session_and_hides_it()
    {
        Answer session = await provider.NewSessionAsync();
        string path = $"/v1/sessions/{session.Id}";

        Answer archived = (await provider.PostAsync(path + "/archive", null)).Expect(200);

        Assert.Equal("terminated", archived.Text("status"));
        Assert.DoesNotContain(session.Id, (await provider.GetAsync("/v1/sessions?limit=20")).ToString(), StringComparison.Ordinal);
        Answer sent = await provider.PostAsync(path + "/events", SessionTurns.Message("too late"));
        Assert.InRange(sent.Status, 400, 499);
        provider.Differences.Observe("§12.6", "sending to an archived session", "409 conflict_error", sent.Outcome());
        provider.Differences.Observe("§17.5", "archiving a session again", "200", (await provider.PostAsync(path + "/archive", null)).Outcome());
    }

    [Fact] // §12.6, §5
    public async Task A_deleted_session_is_gone_with_its_events()
    {
        string path = $"/v1/sessions/{(await provider.NewSessionAsync()).Id}";

        Assert.Equal("session_deleted", (await provider.DeleteAsync(path)).Expect(200).Text("type"));

        (await provider.GetAsync(path)).Expect(404);
        (await provider.GetAsync(path + "/events")).Expect(404);
        provider.Differences.Observe("§17.5", "deleting a session again", "404 not_found_error", (await provider.DeleteAsync(path)).Outcome());
    }

    [Theory] // §17.12
    [InlineData("archived agent", "400 invalid_request_error")]
    [InlineData("missing agent", "404 not_found_error")]
    [InlineData("missing environment", "404 not_found_error")]
    [InlineData("missing vault", "404 not_found_error")]
    [InlineData("missing file", "404 not_found_error")]
    [InlineData("unknown member", "400 invalid_request_error")] // §17.20
    public async Task A_reference_that_cannot_be_used_is_refused(string what, string expected)
    {
        string body = what switch
        {
            "archived agent" => await provider.SessionBodyAsync(agent: $"\"{await ArchivedAgentAsync()}\""),
            "missing agent" => await provider.SessionBodyAsync(agent: "\"agent_unheardof\""),
            "missing environment" => $$"""{"agent": "{{(await provider.AgentAsync()).Id}}", "environment_id": "env_unheardof"}""",
            "missing vault" => await provider.SessionBodyAsync(""", "vault_ids": ["vlt_unheardof"]"""),
            "missing file" => await provider.SessionBodyAsync(""", "resources": [{"type": "file", "file_id": "file_unheardof"}]"""),
            _ => await provider.SessionBodyAsync(""", "colour": "blue" """),
        };

        Answer answer = await provider.PostAsync("/v1/sessions", body);

        if (answer.Status == 200)
            provider.Made.Add("/v1/sessions", answer.Id);
        provider.Differences.Observe(what == "unknown member" ? "§17.20" : "§17.12", $"creating a session: {what}", expected, answer.Outcome());
    }

    [Fact] // §15, §16.2: how a lost create is found again
    public async Task A_session_is_found_by_its_agent_with_its_marker()
    {
        Answer agent = await provider.NewAgentAsync();
        Answer session = await provider.NewSessionAsync(agent: $$"""{"type": "agent", "id": "{{agent.Id}}", "version": 1}""");

        Answer found = (await provider.GetAsync($"/v1/sessions?agent_id={agent.Id}&limit=100")).Expect(200);

        Assert.Equal(session.Id, Assert.Single(found.Items).GetProperty("id").GetString());
        Assert.Equal(provider.Tag, found.Items[0].GetProperty("metadata").GetProperty(ProviderUnderTest.Marker).GetString());
    }

    private async Task<string> ArchivedAgentAsync()
    {
        string agent = (await provider.NewAgentAsync()).Id;
        (await provider.PostAsync($"/v1/agents/{agent}/archive", null)).Expect(200);
        return agent;
    }
}
