using Antpath.Cli.Tests.Support;
using Antpath.Ids;
using Antpath.Workspaces;

namespace Antpath.Cli.Tests.Commands;

public sealed class MembersCommandsTests
{
    private static readonly AppUserId Ada = AppUserId.From(Guid.CreateVersion7());
    private static readonly WorkspaceView Going = new()
    {
        Id = new WorkspaceId(Sample.Run.Value), Name = "Field reports", Status = "pending_delete", DeletionStage = "stopping_runs", Plan = "standard", OpenRunsMax = 1,
        OpenRuns = 0, ActiveRunsMax = 1, ActiveRuns = 0, RunDurationSecondsMax = 60, StorageBytesMax = 1, StorageBytesUsed = 0,
    };

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Members_are_listed_with_what_they_may_do()
    {
        await using var cli = new CliFixture();
        cli.Server.On("GET /v1/members", Replies.Json(Members("owner"), WireJson.Default.MemberList));

        Assert.Equal(0, await cli.RunAsync("members", "list"));
        Assert.Contains($"{Ada}  owner  Ada   ada@example.test  2026-03-01T12:00:00Z", cli.Output, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync("members", "list", "--json"));
        Assert.Contains("\"role\":\"owner\"", Assert.Single(cli.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_is_changed_and_a_wrong_word_is_not_sent()
    {
        await using var cli = new CliFixture();
        cli.Server.On($"PUT /v1/members/{Ada}/role", Replies.Json(Members("viewer"), WireJson.Default.MemberList));

        Assert.Equal(2, await cli.RunAsync("members", "role", Ada.ToString(), "emperor"));
        Assert.Equal(2, await cli.RunAsync("members", "role", "ada", "viewer"));
        Assert.Empty(cli.Server.Requests);
        Assert.Equal(0, await cli.RunAsync("members", "role", Ada.ToString(), "viewer"));
        Assert.Contains("role=viewer", Assert.Single(cli.Server.Requests).Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_removed_and_nothing_given_away_without_a_yes()
    {
        await using var cli = new CliFixture { Terminal = true, Input = "no\n" };
        cli.Server.On($"DELETE /v1/members/{Ada}", Replies.Json(Members("viewer"), WireJson.Default.MemberList));
        cli.Server.On("PUT /v1/workspace/owner", Replies.Json(Members("owner"), WireJson.Default.MemberList));

        Assert.Equal(2, await cli.RunAsync("members", "remove", Ada.ToString()));
        Assert.Equal(2, await cli.RunAsync("workspace", "transfer", Ada.ToString()));
        cli.Terminal = false;
        Assert.Equal(2, await cli.RunAsync("members", "remove", Ada.ToString()));
        Assert.Empty(cli.Server.Requests);

        Assert.Equal(0, await cli.RunAsync("members", "remove", Ada.ToString(), "--yes"));
        Assert.Equal(0, await cli.RunAsync("workspace", "transfer", Ada.ToString(), "--yes"));
    }

    [Fact]
    public async Task A_workspace_is_deleted_by_its_name_and_not_without_a_yes()
    {
        await using var cli = new CliFixture { Terminal = true, Input = "no\n" };
        cli.Server.On("DELETE /v1/workspace", Replies.Json(Going, WireJson.Default.WorkspaceView, 202));

        Assert.Equal(2, await cli.RunAsync("workspace", "delete"));
        Assert.Equal(2, await cli.RunAsync("workspace", "delete", "Field reports"));
        cli.Terminal = false;
        Assert.Equal(2, await cli.RunAsync("workspace", "delete", "Field reports"));
        Assert.Contains("--yes", cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Server.Requests);

        Assert.Equal(0, await cli.RunAsync("workspace", "delete", "Field reports", "--yes"));
        Assert.Equal("confirm=Field%20reports", Assert.Single(cli.Server.Requests).Query);
        Assert.Contains("Field reports is going to be deleted", cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_workspaces_name_deletes_nothing_and_the_refusal_is_told()
    {
        await using var cli = new CliFixture();
        cli.Server.On("DELETE /v1/workspace", Replies.Problem(400, "parameter_invalid", "'confirm' must be the workspace's name."));

        Assert.Equal(2, await cli.RunAsync("workspace", "delete", "Others", "--yes"));
        Assert.Contains("must be the workspace's name", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_for_the_role_does_not_send_for_another_scope()
    {
        await using var cli = new CliFixture();
        cli.Server.On($"DELETE /v1/members/{Ada}", Replies.Problem(403, "role_insufficient", "Too low a role. Ask an owner."));

        Assert.Equal(6, await cli.RunAsync("members", "remove", Ada.ToString(), "--yes"));
        Assert.Contains("Ask an owner", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("scope", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_prints_its_link_alone_on_standard_output()
    {
        await using var cli = new CliFixture();
        cli.Server.On("POST /v1/invitations", Replies.Json(Invitation(mailed: false), WireJson.Default.NewInvitation, 201));

        Assert.Equal(0, await cli.RunAsync("invitations", "create", "--role", "viewer", "--email", "ada@example.test"));

        Assert.Equal("https://antpath.test/invitation?token=x\n", cli.Output);
        Assert.Contains("hand the link over yourself", cli.Error, StringComparison.Ordinal);
        Assert.Equal("""{"role":"viewer","email":"ada@example.test"}""", Assert.Single(cli.Server.Requests).Text);
    }

    [Fact]
    public async Task Too_many_invitations_are_told_and_not_sent_again()
    {
        await using var cli = new CliFixture();
        cli.Server.On("POST /v1/invitations", Replies.Problem(429, "invitations_quota_exceeded", "50 wait already. Revoke some."));

        Assert.Equal(10, await cli.RunAsync("invitations", "create"));
        Assert.Single(cli.Server.Requests);
    }

    [Fact]
    public async Task Those_that_wait_are_listed_and_revoked()
    {
        await using var cli = new CliFixture();
        var waiting = Invitation(mailed: true).Invitation;
        cli.Server.On("GET /v1/invitations", Replies.Json(new InvitationList { Data = [waiting], InvitationsMax = 50 }, WireJson.Default.InvitationList));
        cli.Server.On($"DELETE /v1/invitations/{waiting.Id}", Replies.Json(new InvitationList { Data = [], InvitationsMax = 50 }, WireJson.Default.InvitationList));

        Assert.Equal(0, await cli.RunAsync("invitations", "list"));
        Assert.Contains($"{waiting.Id}  viewer  ada@example.test", cli.Output, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync("invitations", "revoke", waiting.Id.ToString()));
        Assert.Contains("no invitation waits", cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await cli.RunAsync("invitations", "revoke", "x"));
    }

    private static MemberList Members(string role) => new()
    {
        Data = [new MemberView { AppUserId = Ada, DisplayName = "Ada", Email = "ada@example.test", Role = role, Disabled = false, JoinedAt = Noon }],
        MembersMax = 100,
    };

    private static NewInvitation Invitation(bool mailed) => new()
    {
        Invitation = new InvitationView
        {
            Id = InvitationId.From(Guid.CreateVersion7()), Role = "viewer", Email = "ada@example.test", InviterAppUserId = Ada, CreatedAt = Noon, ExpiresAt = Noon.AddDays(7),
        },
        Link = "https://antpath.test/invitation?token=x",
        Mailed = mailed,
    };
}
