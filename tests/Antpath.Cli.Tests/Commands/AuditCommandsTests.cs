using Antpath.Audit;
using Antpath.Cli.Tests.Support;
using Antpath.Ids;

namespace Antpath.Cli.Tests.Commands;

public sealed class AuditCommandsTests
{
    [Fact]
    public async Task A_list_says_who_did_what()
    {
        await using var cli = new CliFixture();
        cli.Server.On("GET /v1/audit", Pages(Trail(3)));

        Assert.Equal(0, await cli.RunAsync("audit", "list", "--limit", "2"));

        Assert.Contains("2026-03-01T12:00:00Z  run.cancel  run_3   antpath", cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("run_1", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_are_sent_and_what_is_none_is_not()
    {
        await using var cli = new CliFixture();
        cli.Server.On("GET /v1/audit", Pages(Trail(1)));
        var person = new AppUserId(Sample.Run.Value);

        Assert.Equal(2, await cli.RunAsync("audit", "list", "--user", "ada"));
        Assert.Equal(2, await cli.RunAsync("audit", "list", "--since", "yesterday"));
        Assert.Equal(2, await cli.RunAsync("audit", "export", "--until", "soon"));
        Assert.Equal(2, await cli.RunAsync("audit", "list", "--since", "2026-02-01", "--until", "2026-01-01"));
        Assert.Empty(cli.Server.Requests);
        Assert.Equal(0, await cli.RunAsync("audit", "list", "--action", "run.", "--user", person.ToString(), "--since", "2026-01-01", "--until", "2026-02-01"));
        Assert.Equal(
            $"action=run.&appUserId={person}&from=2026-01-01T00%3A00%3A00Z&until=2026-02-01T00%3A00%3A00Z&limit=200", Assert.Single(cli.Server.Requests).Query);
    }

    [Fact]
    public async Task An_export_of_some_lines_is_no_chain_and_does_not_pass_for_one()
    {
        await using var cli = new CliFixture();
        cli.Server.On("GET /v1/audit", Pages(Trail(3)));

        Assert.Equal(0, await cli.RunAsync("audit", "export", "--action", "run."));

        Assert.Equal(3, cli.Lines.Count);
        Assert.All(cli.Lines, line => Assert.StartsWith("""{"type":"line",""", line, StringComparison.Ordinal));
        cli.Write("some.jsonl", cli.Output);
        Assert.Equal(2, await cli.RunAsync("audit", "verify", "some.jsonl"));
    }

    [Fact]
    public async Task A_stretch_without_a_line_that_fits_is_passed_over()
    {
        await using var cli = new CliFixture();
        var trail = Trail(1);
        var head = new AuditHead { Sequence = 1, Hash = trail[0].Hash };
        cli.Server.On(
            "GET /v1/audit",
            Replies.Json(new AuditPage { Data = [], Head = head, NextCursor = "on" }, WireJson.Default.AuditPage),
            Replies.Json(new AuditPage { Data = trail, Head = head }, WireJson.Default.AuditPage));

        Assert.Equal(0, await cli.RunAsync("audit", "list", "--action", "run.cancel"));

        Assert.Contains("run_1", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_trail_verifies()
    {
        await using var cli = new CliFixture();
        var trail = Trail(5);
        cli.Server.On("GET /v1/audit", Pages(trail));

        Assert.Equal(0, await cli.RunAsync("audit", "verify"));
        Assert.Equal($"5 lines, unchanged, up to {trail[0].Hash}\n", cli.Output);
    }

    [Fact]
    public async Task A_changed_line_is_told_with_a_code_of_its_own()
    {
        await using var cli = new CliFixture();
        var trail = Trail(5);
        trail[2] = trail[2] with { Action = "run.delete" };
        cli.Server.On("GET /v1/audit", Pages(trail));

        Assert.Equal(12, await cli.RunAsync("audit", "verify"));
        Assert.Equal("Line 3 or the hash of the line before it was changed.\n", cli.Output);
    }

    [Fact]
    public async Task An_export_verifies_without_a_server_until_it_is_changed()
    {
        await using var cli = new CliFixture();
        cli.Server.On("GET /v1/audit", Pages(Trail(5)));
        Assert.Equal(0, await cli.RunAsync("audit", "export"));
        var export = cli.Lines;
        Assert.Equal(6, export.Count);
        cli.Environment.Remove("ANTPATH_API_TOKEN");

        Assert.Equal(0, await VerifyAsync(export));
        Assert.Equal(12, await VerifyAsync(export.Take(5)));
        Assert.Equal(12, await VerifyAsync(export.Take(1).Concat(export.Skip(2))));
        Assert.Equal(12, await VerifyAsync(export.Take(3).Concat(export.Skip(4))));
        Assert.Equal(12, await VerifyAsync(export.Select(line => line.Replace("run_2", "run_9", StringComparison.Ordinal))));
        Assert.Equal(12, await VerifyAsync(export.Take(1)));
        Assert.Equal(2, await VerifyAsync(export.Skip(1)));
        Assert.Equal(2, await VerifyAsync(["no export"]));
        Assert.Equal(2, await VerifyAsync([]));
        Assert.Equal(2, await cli.RunAsync("audit", "verify", "elsewhere.jsonl"));

        async Task<int> VerifyAsync(IEnumerable<string> lines)
        {
            cli.Write("audit.jsonl", string.Join('\n', lines));
            return await cli.RunAsync("audit", "verify", "audit.jsonl");
        }
    }

    /// <summary>Newest first.</summary>
    private static List<AuditView> Trail(int count)
    {
        var lines = new List<AuditView>();
        var previous = AuditChain.Origin;
        for (var i = 1; i <= count; i++)
        {
            var line = new AuditView
            {
                Id = new AuditId(Guid.CreateVersion7()), WorkspaceId = new WorkspaceId(Sample.Run.Value), Sequence = i, OccurredAt = Sample.Day, Action = "run.cancel",
                TargetId = $"run_{i}", Detail = new Dictionary<string, string?> { ["code"] = "é" }, Hash = "",
            };
            previous = AuditChain.HashOf(line, previous);
            lines.Insert(0, line with { Hash = previous });
        }

        return lines;
    }

    /// <summary>Two lines a page.</summary>
    private static Reply[] Pages(List<AuditView> trail)
    {
        var head = new AuditHead { Sequence = trail[0].Sequence, Hash = trail[0].Hash };
        var pages = trail.Chunk(2).ToList();
        return [.. pages.Select((page, i) => Replies.Json(
            new AuditPage { Data = page, Head = head, NextCursor = i < pages.Count - 1 ? $"page{i}" : null }, WireJson.Default.AuditPage))];
    }
}
