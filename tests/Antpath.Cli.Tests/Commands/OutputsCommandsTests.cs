using System.Text;
using Antpath.Cli.Tests.Support;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Workspaces;

namespace Antpath.Cli.Tests.Commands;

public sealed class OutputsCommandsTests
{
    private static readonly CaptureFailureView Full = new()
    {
        Id = OutputId.From(Guid.AllBitsSet), FileName = "video.mp4", SizeBytes = 3 << 20, Reason = "workspace_quota_exceeded", Message = "No room.", FailedAt = Sample.Day,
        Retryable = true,
    };

    [Fact]
    public async Task The_list_says_what_was_skipped_and_why_and_until_when_it_can_be_tried_again()
    {
        await using var cli = new CliFixture();
        List(cli, new OutputList { Data = [], Failures = [Full], RetryUntil = Sample.Day.AddHours(1) });

        Assert.Equal(0, await cli.RunAsync("outputs", "list", Sample.Run.ToString()));

        Assert.Contains("video.mp4 (3.0 MiB) — skipped: workspace quota exceeded", cli.Output, StringComparison.Ordinal);
        Assert.Contains($"antpath outputs retry {Sample.Run}", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_says_that_the_outputs_were_deleted()
    {
        await using var cli = new CliFixture();
        List(cli, new OutputList { Data = [], Failures = [Full], DeletedAt = Sample.Day });

        Assert.Equal(0, await cli.RunAsync("outputs", "list", Sample.Run.ToString()));

        Assert.Contains("the outputs were deleted", cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("outputs retry", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_skipped_is_tried_again()
    {
        await using var cli = new CliFixture();
        cli.Server.On($"POST /v1/runs/{Sample.Run}/outputs/retry", Replies.Json(Sample.CleanView(), WireJson.Default.RunView, 202));

        Assert.Equal(0, await cli.RunAsync("outputs", "retry", Sample.Run.ToString()));
        Assert.Contains("tried again", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_tried_again_is_a_conflict()
    {
        await using var cli = new CliFixture();
        cli.Server.On($"POST /v1/runs/{Sample.Run}/outputs/retry", Replies.Problem(409, "outputs_not_retryable"));

        Assert.Equal(7, await cli.RunAsync("outputs", "retry", Sample.Run.ToString()));
    }

    [Fact]
    public async Task Deleting_needs_a_yes()
    {
        await using var cli = new CliFixture();
        cli.Server.On($"DELETE /v1/runs/{Sample.Run}/outputs", Replies.Json(Sample.CleanView(), WireJson.Default.RunView, 202));

        Assert.NotEqual(0, await cli.RunAsync("outputs", "delete", Sample.Run.ToString()));
        Assert.Empty(cli.Server.Requests);
        Assert.Equal(0, await cli.RunAsync("outputs", "delete", Sample.Run.ToString(), "--yes"));
        Assert.Single(cli.Server.Requests);
    }

    [Fact]
    public async Task The_manifest_is_printed_byte_for_byte()
    {
        await using var cli = new CliFixture();
        var content = Encoding.UTF8.GetBytes("""{"failures":[],"files":[]}""");
        var manifest = new OutputView
        {
            Id = OutputId.From(Guid.AllBitsSet), FileName = "manifest.json", SizeBytes = content.Length, ContentType = "application/json", CapturedAt = Sample.Day,
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)),
        };
        List(cli, new OutputList { Data = [], Failures = [], Manifest = manifest });
        var link = new OutputLink { Url = $"{cli.Server.BaseUrl}content?token=signed", ExpiresAt = Sample.Day.AddMinutes(5) };
        cli.Server.On($"POST /v1/runs/{Sample.Run}/outputs/{manifest.Id}/link", Replies.Json(link, WireJson.Default.OutputLink));
        cli.Server.On("GET /content", Replies.File(content));

        Assert.Equal(0, await cli.RunAsync("outputs", "manifest", Sample.Run.ToString()));
        Assert.Equal("""{"failures":[],"files":[]}""", cli.Output.TrimEnd());
    }

    [Fact]
    public async Task A_run_without_a_manifest_says_so()
    {
        await using var cli = new CliFixture();
        List(cli, new OutputList { Data = [], Failures = [] });

        Assert.NotEqual(0, await cli.RunAsync("outputs", "manifest", Sample.Run.ToString()));
        Assert.Contains("has no manifest", cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--overwrite")]
    [InlineData("--zip")]
    public async Task Skipping_what_is_there_goes_with_a_folder_alone(string other)
    {
        await using var cli = new CliFixture();
        string[] arguments = ["outputs", "download", Sample.Run.ToString(), "--skip-existing", other];

        Assert.NotEqual(0, await cli.RunAsync(other == "--zip" ? [.. arguments, "all.zip"] : arguments));
        Assert.Empty(cli.Server.Requests);
    }

    [Fact]
    public async Task A_workspace_shows_its_room_and_takes_a_time_to_keep_outputs()
    {
        await using var cli = new CliFixture();
        cli.Server.On("GET /v1/workspace", Replies.Json(Workspace(null), WireJson.Default.WorkspaceView));
        cli.Server.On("PUT /v1/workspace/outputs-retention", Replies.Json(Workspace(90), WireJson.Default.WorkspaceView));
        cli.Server.On("DELETE /v1/workspace/outputs-retention", Replies.Json(Workspace(null), WireJson.Default.WorkspaceView));

        Assert.Equal(0, await cli.RunAsync("workspace", "show"));
        Assert.Contains("1.0 KiB of 1.0 MiB", cli.Output, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync("workspace", "keep-outputs", "90"));
        Assert.Contains("deleted 90 days after their run", cli.Output, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync("workspace", "keep-outputs", "forever"));
        Assert.Contains("kept until deleted", cli.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, await cli.RunAsync("workspace", "keep-outputs", "0"));
    }

    private static void List(CliFixture cli, OutputList list) => cli.Server.On(Sample.OutputsRoute, Replies.Json(list, WireJson.Default.OutputList));

    private static WorkspaceView Workspace(int? days) => new()
    {
        Id = WorkspaceId.From(Guid.AllBitsSet), Name = "Ants", Status = "active", Plan = "default", OpenRunsMax = 10, OpenRuns = 1, ActiveRunsMax = 5, ActiveRuns = 1,
        RunDurationSecondsMax = 3600, StorageBytesMax = 1 << 20, StorageBytesUsed = 1 << 10, OutputsRetentionDays = days,
    };
}
