using System.Net;
using System.Security.Cryptography;
using Antpath.Server.Tests.SignIn;

namespace Antpath.Server.Tests.Dashboard;

public sealed class AuditTrailPageTests(SignInStand stand) : IClassFixture<SignInStand>
{
    private readonly string _ada = $"ada-{RandomNumberGenerator.GetHexString(12, lowercase: true)}@example.test";

    [Fact]
    public async Task The_trail_is_shown_filtered_and_its_chain_checked()
    {
        using var ada = await stand.SignedInAsync(_ada);
        await ada.ActAsync("/workspace", "/workspace/rename", ("name", "Renamed"));

        var all = await ada.ReadAsync("/audit");
        Assert.Contains("workspace.change", all, StringComparison.Ordinal);
        Assert.Contains("workspace.create", all, StringComparison.Ordinal);
        Assert.Contains("No line fits", await ada.ReadAsync("/audit?action=run."), StringComparison.Ordinal);
        Assert.DoesNotContain("workspace.create", await ada.ReadAsync("/audit?action=workspace.change"), StringComparison.Ordinal);
        Assert.Contains("No line fits", await ada.ReadAsync("/audit?to=2001-01-01"), StringComparison.Ordinal);
        Assert.Contains("The whole chain holds: 2 lines.", await ada.ReadAsync("/audit?check=1"), StringComparison.Ordinal);
        Assert.Contains("does not exist", await ada.ReadAsync("/audit?cursor=nonsense"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_trails_have_pages()
    {
        using var ada = await stand.SignedInAsync(_ada);
        await stand.ScalarAsync<int>(
            """
            with made as (
                insert into audit_logs (id, workspace_id, app_user_id, action)
                select gen_random_uuid(), w.id, u.id, 'run.cancel'
                from app_users u join workspaces w on w.creator_app_user_id = u.id, generate_series(1, 60)
                where u.email = $1
                returning 1)
            select count(*)::integer from made
            """,
            _ada);

        var first = await ada.ReadAsync("/audit");
        var next = first.Split("href=\"/audit?cursor=")[1].Split('"')[0];
        var second = await ada.ReadAsync($"/audit?cursor={next}");

        Assert.DoesNotContain("workspace.create", first, StringComparison.Ordinal);
        Assert.Contains("workspace.create", second, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_without_the_role_see_nothing_of_it()
    {
        using var ada = await stand.SignedInAsync(_ada);
        await stand.ScalarAsync<int>(
            "update workspace_memberships m set role = 'member' from app_users u where u.id = m.app_user_id and u.email = $1 returning 1", _ada);

        var page = await ada.ReadAsync("/audit", HttpStatusCode.Forbidden);

        Assert.DoesNotContain("workspace.create", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/audit\"", await ada.ReadAsync("/runs"), StringComparison.Ordinal);
    }
}
