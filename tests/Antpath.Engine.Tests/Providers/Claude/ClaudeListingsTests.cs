using Antpath.Engine.Providers;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>Walking listings and picking from them (provider contract §4).</summary>
public sealed class ClaudeListingsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listing_goes_through_empty_pages_to_its_end()
    {
        await using var server = new ScriptedServer(
            ScriptedAnswer.Json("""{"data":[],"next_page":"p2"}"""), ScriptedAnswer.Json($$"""{"data":[{{ClaudeSamples.File("file_1")}}],"next_page":"p3"}"""), ScriptedAnswer.Json(ClaudeSamples.NoMore));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var files = (await bed.Provider.ListFilesAsync("sesn_1", Cancellation)).Value;

        Assert.Equal("file_1", Assert.Single(files!).Id);
        Assert.Equal(["", "&page=p2", "&page=p3"], server.Requests.Select(r => r.Target.Replace("/v1/files?scope_id=sesn_1&limit=1000", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_listing_that_goes_in_a_circle_or_never_ends_is_given_up()
    {
        await using var circle = new ScriptedServer(ScriptedAnswer.Json("""{"data":[],"next_page":"p2"}"""));
        await using var circleBed = await ClaudeTestBed.StartAsync(circle.BaseUrl);
        var page = 0;
        await using var endless = new ScriptedServer(_ => ScriptedAnswer.Json($$"""{"next_page":"p{{Interlocked.Increment(ref page)}}","data":[]}"""));
        await using var endlessBed = await ClaudeTestBed.StartAsync(endless.BaseUrl, time: null, ("ListPagesMax", "5"));

        Assert.Equal("provider_listing_repeats", (await circleBed.Provider.ListFilesAsync("sesn_1", Cancellation)).Failure?.Code);
        Assert.Equal("provider_listing_repeats", (await circleBed.Provider.ListEventsAsync("sesn_1", null, 10, Cancellation)).Failure?.Code);
        Assert.Equal("provider_listing_too_long", (await endlessBed.Provider.ListFilesAsync("sesn_1", Cancellation)).Failure?.Code);
        Assert.Equal(5, endless.Requests.Count);
    }

    [Fact]
    public async Task Files_that_are_not_the_sessions_own_or_not_given_out_are_left_out()
    {
        await using var server = new ScriptedServer(ScriptedAnswer.Json($$"""
            {"data":[
              {{ClaudeSamples.File("file_mine")}},
              {"id":"file_foreign","filename":"x","size_bytes":1,"created_at":"2026-11-22T08:00:00Z","scope":{"type":"session","id":"sesn_2"} },
              {"id":"file_unscoped","filename":"x","size_bytes":1,"created_at":"2026-11-22T08:00:00Z"},
              {"id":"file_null","filename":"x","size_bytes":1,"created_at":"2026-11-22T08:00:00Z","scope":null},
              {"id":"file_copy","filename":"x","size_bytes":1,"downloadable":false,"created_at":"2026-11-22T08:00:00Z","scope":{"type":"session","id":"sesn_1"} },
              {"filename":"no-id","scope":{"type":"session","id":"sesn_1"} },
              {"id":"file_odd","filename":"a\u0000b","size_bytes":-5,"mime_type":"text/html\r\nx: y","scope":{"type":"session","id":"sesn_1"} }
            ],"next_page":null}
            """));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var files = (await bed.Provider.ListFilesAsync("sesn_1", Cancellation)).Value!;

        Assert.Equal(["file_mine", "file_odd"], files.Select(f => f.Id));
        Assert.Equal(("a\uFFFDb", 0, "application/octet-stream"), (files[1].FileName, files[1].SizeBytes, files[1].ContentType));
    }

    [Fact]
    public async Task Events_of_one_instant_are_never_cut_in_two()
    {
        await using var server = new ScriptedServer(
            ScriptedAnswer.Json($$"""{"data":[{{ClaudeSamples.Event(1, 0)}},{{ClaudeSamples.Event(2, 0)}}],"next_page":"p2"}"""),
            ScriptedAnswer.Json($$"""{"data":[{{ClaudeSamples.Event(3, 0)}},{{ClaudeSamples.Event(4, 1)}}],"next_page":"p3"}"""),
            ScriptedAnswer.Json($$"""{"data":[{{ClaudeSamples.Event(5, 2)}}],"next_page":null}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var events = (await bed.Provider.ListEventsAsync("sesn_1", new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero), 2, Cancellation)).Value!;

        Assert.Equal(["sevt_1", "sevt_2", "sevt_3", "sevt_4"], events.Select(e => e.Id));
        Assert.Contains("created_at%5bgte%5d=2026-11-22T08%3a00%3a00", server.Requests[0].Target, StringComparison.Ordinal);
        Assert.Contains("order=asc", server.Requests[0].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_finds_only_what_bears_exactly_the_marker_oldest_first()
    {
        await using var bed = await ClaudeTestBed.StartAsync(new Uri("http://127.0.0.1:9"));
        var marker = bed.Marker("vault");
        await using var server = new ScriptedServer(ScriptedAnswer.Json($$"""
            {"data":[
              {{ClaudeSamples.Marked("vlt_young", marker with { Try = 2 }, day: 22)}},
              {{ClaudeSamples.Marked("vlt_old", marker, day: 21, archived: true)}},
              {{ClaudeSamples.Marked("vlt_installation", marker with { Installation = "test-installation-2" })}},
              {{ClaudeSamples.Marked("vlt_run", marker with { Run = "run_other" })}},
              {{ClaudeSamples.Marked("vlt_key", marker with { LocalKey = "vault2" })}},
              {"id":"vlt_strange","created_at":"2026-11-20T08:00:00Z","metadata":{} },
              {"id":"vlt_bare","created_at":"2026-11-20T08:00:00Z"}
            ],"next_page":null}
            """));
        await using var found = await ClaudeTestBed.StartAsync(server.BaseUrl);

        var vaults = (await found.Provider.FindAsync(ProviderResourceType.Vault, marker with { Attempt = 7, Try = 7 }, DateTimeOffset.UnixEpoch, null, Cancellation)).Value!;

        Assert.Equal(["vlt_old", "vlt_young"], vaults.Select(v => v.ProviderId));
        Assert.Equal([(1, 1, true), (1, 2, false)], vaults.Select(v => (v.Marker.Attempt, v.Marker.Try, v.Archived)));
        Assert.Contains("include_archived=true", server.Requests[0].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_page_with_more_behind_it_does_not_hide_that_the_prompt_was_sent()
    {
        await using var server = new ScriptedServer(
            ScriptedAnswer.Json("""{"id":"sesn_1","status":"idle"}"""),
            ScriptedAnswer.Json("""{"data":[],"next_page":"p2"}"""),
            ScriptedAnswer.Json("""{"data":[{"id":"sevt_1","type":"user.message"}],"next_page":null}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        Assert.True(EmulatorBed.Ok(await bed.Provider.WasPromptSentAsync("sesn_1", Cancellation)));
        Assert.Contains("page=p2", server.Requests[2].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_page_with_more_behind_it_does_not_hide_the_status()
    {
        await using var server = new ScriptedServer(
            ScriptedAnswer.Json("""{"data":[],"next_page":"p2"}"""),
            ScriptedAnswer.Json("""{"data":[{"id":"sevt_1","type":"session.status_idle","stop_reason":{"type":"end_turn"} }],"next_page":"p3"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl);

        Assert.Equal("end_turn", Assert.Single(EmulatorBed.Ok(await bed.Provider.ListStatusEventsAsync("sesn_1", 10, Cancellation))).StopReason);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Pages_that_stay_empty_are_not_taken_for_an_answer()
    {
        var page = 0;
        await using var server = new ScriptedServer(r => r.Path == "/v1/sessions/sesn_1"
            ? ScriptedAnswer.Json("""{"id":"sesn_1","status":"idle"}""")
            : ScriptedAnswer.Json($$"""{"data":[],"next_page":"p{{Interlocked.Increment(ref page)}}"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl, time: null, ("ListPagesMax", "5"));

        Assert.Equal("provider_listing_too_long", (await bed.Provider.WasPromptSentAsync("sesn_1", Cancellation)).Failure?.Code);
        Assert.Equal("provider_listing_too_long", (await bed.Provider.ListStatusEventsAsync("sesn_1", 10, Cancellation)).Failure?.Code);
    }

    [Fact]
    public async Task An_instant_with_more_events_than_are_read_is_a_failure_and_not_read_for_ever()
    {
        var page = 0;
        await using var server = new ScriptedServer(_ => ScriptedAnswer.Json($$"""{"data":[{{ClaudeSamples.Event(++page, 0)}}],"next_page":"p{{page}}"}"""));
        await using var bed = await ClaudeTestBed.StartAsync(server.BaseUrl, time: null, ("ListPagesMax", "5"));

        var events = await bed.Provider.ListEventsAsync("sesn_1", new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero), 2, Cancellation);

        Assert.Equal("provider_listing_too_long", events.Failure?.Code);
    }
}
