using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.Members;
using Antpath.Ids;
using Antpath.Problems;
using Antpath.Workspaces;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Server.Tests.Api.Members;

public sealed class MembersTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_is_invited_joins_is_raised_and_removed()
    {
        var tenant = await server.CreateTenantAsync();
        var (person, email) = await NewPersonAsync();

        var invitation = await InviteAsync(tenant, "viewer", email.ToUpperInvariant());
        Assert.Equal(email, invitation.Invitation.Email);
        Assert.False(invitation.Mailed); // no mail server here
        Assert.Equal(new Uri(server.Address, "/invitation").AbsoluteUri, invitation.Link.Split('?')[0]);
        Assert.Equal(invitation.Invitation.Id, Assert.Single((await InvitationsAsync(tenant)).Data).Id);
        Assert.IsType<InvitationOffer.Open>(await Answers.AcceptAsync(person, SecretOf(invitation), null, Cancellation));

        Assert.Empty((await InvitationsAsync(tenant)).Data);
        Assert.Equal([(tenant.Owner, "owner"), (person, "viewer")], (await MembersAsync(tenant)).Data.Select(m => (m.AppUserId, m.Role)));
        var raised = await ReadAsync<MemberList>(await tenant.Client.PutAsync($"/v1/members/{person}/role?role=admin", null, Cancellation));
        Assert.Contains(raised.Data, m => m.AppUserId == person && m.Role == "admin" && m.Email == email);
        var left = await ReadAsync<MemberList>(await tenant.Client.DeleteAsync($"/v1/members/{person}", Cancellation));
        Assert.Equal(tenant.Owner, Assert.Single(left.Data).AppUserId);

        var trail = await tenant.Client.GetFromJsonAsync("/v1/audit", WireJson.Default.AuditPage, Cancellation);
        Assert.Equal(
            ["member.remove", "member.role", "invitation.accept", "invitation.create", "api_token.create", "workspace.create"], trail!.Data.Select(l => l.Action));
        Assert.DoesNotContain(trail.Data, line => line.Detail.Values.Any(v => v?.Contains('@', StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task A_removed_persons_token_is_refused_at_once()
    {
        var tenant = await server.CreateTenantAsync();
        var person = await JoinAsync(tenant, "member");
        var (text, _) = await server.App.Services.GetRequiredService<ApiTokens>().CreateAsync(tenant.Workspace, person, "theirs", [Scope.Read], null, Cancellation);
        using var theirs = server.ClientWith(text.Reveal());
        (await theirs.GetAsync("/v1/runs", Cancellation)).EnsureSuccessStatusCode();

        (await tenant.Client.DeleteAsync($"/v1/members/{person}", Cancellation)).EnsureSuccessStatusCode();

        using var answer = await theirs.GetAsync("/v1/runs", Cancellation);
        await Refusal.IsAsync(answer, 401, ApiProblemCodes.TokenRevoked);
    }

    [Fact]
    public async Task Ownership_is_given_away_and_the_last_owner_stays()
    {
        var tenant = await server.CreateTenantAsync();
        var person = await JoinAsync(tenant, "member");

        using var leaving = await tenant.Client.DeleteAsync($"/v1/members/{tenant.Owner}", Cancellation);
        await Refusal.IsAsync(leaving, 409, ApiProblemCodes.LastOwner);
        var members = await ReadAsync<MemberList>(await tenant.Client.PutAsync($"/v1/workspace/owner?member={person}", null, Cancellation));

        Assert.Equal([(person, "owner"), (tenant.Owner, "admin")], members.Data.Select(m => (m.AppUserId, m.Role)));
        using var again = await tenant.Client.PutAsync($"/v1/workspace/owner?member={person}", null, Cancellation);
        await Refusal.IsAsync(again, 403, ApiProblemCodes.RoleInsufficient);
        using var deletion = await tenant.Client.DeleteAsync($"/v1/workspace?confirm={await NameAsync(tenant)}", Cancellation);
        await Refusal.IsAsync(deletion, 403, ApiProblemCodes.RoleInsufficient);
        (await tenant.Client.DeleteAsync($"/v1/members/{tenant.Owner}", Cancellation)).EnsureSuccessStatusCode(); // as an admin they may leave
    }

    [Fact]
    public async Task Another_workspaces_people_and_invitations_do_not_exist()
    {
        var theirs = await server.CreateTenantAsync();
        var person = await JoinAsync(theirs, "member");
        var invitation = await InviteAsync(theirs, "viewer", null);
        var mine = await server.CreateTenantAsync();
        var nobody = AppUserId.From(Guid.AllBitsSet);

        Assert.Equal(mine.Owner, Assert.Single((await MembersAsync(mine)).Data).AppUserId);
        Assert.Empty((await InvitationsAsync(mine)).Data);
        foreach (var who in (string[])[person.ToString(), nobody.ToString(), "usr_nonsense"])
        {
            using var removal = await mine.Client.DeleteAsync($"/v1/members/{who}", Cancellation);
            await Refusal.IsAsync(removal, 404, ApiProblemCodes.MemberNotFound);
            using var change = await mine.Client.PutAsync($"/v1/members/{who}/role?role=viewer", null, Cancellation);
            await Refusal.IsAsync(change, 404, ApiProblemCodes.MemberNotFound);
            using var transfer = await mine.Client.PutAsync($"/v1/workspace/owner?member={who}", null, Cancellation);
            await Refusal.IsAsync(transfer, 404, ApiProblemCodes.MemberNotFound);
        }

        foreach (var id in (string[])[invitation.Invitation.Id.ToString(), InvitationId.From(Guid.AllBitsSet).ToString(), "inv_nonsense"])
        {
            using var answer = await mine.Client.DeleteAsync($"/v1/invitations/{id}", Cancellation);
            await Refusal.IsAsync(answer, 404, ApiProblemCodes.InvitationNotFound);
        }

        Assert.Equal(2, (await MembersAsync(theirs)).Data.Count);
        Assert.Single((await InvitationsAsync(theirs)).Data);
    }

    [Fact]
    public async Task A_revoked_invitation_opens_nothing()
    {
        var tenant = await server.CreateTenantAsync();
        var invitation = await InviteAsync(tenant, "viewer", null);

        var left = await ReadAsync<InvitationList>(await tenant.Client.DeleteAsync($"/v1/invitations/{invitation.Invitation.Id}", Cancellation));

        Assert.Empty(left.Data);
        Assert.IsType<InvitationOffer.Gone>(await Answers.AcceptAsync((await NewPersonAsync()).Id, SecretOf(invitation), null, Cancellation));
    }

    [Theory]
    [InlineData("""{"role": "emperor"}""", 422, ApiProblemCodes.SubmissionRefused)]
    [InlineData("""{"email": "a@example.test"}""", 422, ApiProblemCodes.SubmissionRefused)]
    [InlineData("""{"role": "viewer", "email": "nobody"}""", 422, ApiProblemCodes.SubmissionRefused)]
    [InlineData("""{"role": "viewer", "email": "a@example.test\r\nBcc: b@example.test"}""", 422, ApiProblemCodes.SubmissionRefused)]
    [InlineData("""{"role": "viewer", "frobnicate": 1}""", 422, ApiProblemCodes.SubmissionRefused)]
    [InlineData("""["viewer"]""", 422, ApiProblemCodes.SubmissionRefused)]
    [InlineData("{", 400, ApiProblemCodes.BodyMalformed)]
    [InlineData("", 400, ApiProblemCodes.BodyMalformed)]
    public async Task An_invitation_that_breaks_rules_is_refused(string body, int status, string code)
    {
        var tenant = await server.CreateTenantAsync();

        using var answer = await tenant.Client.PostAsync("/v1/invitations", Json(body), Cancellation);

        await Refusal.IsAsync(answer, status, code);
        Assert.Empty((await InvitationsAsync(tenant)).Data);
    }

    [Theory]
    [InlineData("/v1/members/{0}/role?role=emperor")]
    [InlineData("/v1/members/{0}/role")]
    [InlineData("/v1/workspace/owner")]
    [InlineData("/v1/workspace/name")]
    [InlineData("/v1/workspace/name?name=%20")]
    [InlineData("/v1/workspace/name?name=two%0Alines")]
    public async Task A_change_that_makes_no_sense_is_refused(string path)
    {
        var tenant = await server.CreateTenantAsync();

        using var answer = await tenant.Client.PutAsync(path.Replace("{0}", tenant.Owner.ToString(), StringComparison.Ordinal), null, Cancellation);

        await Refusal.IsAsync(answer, 400, ApiProblemCodes.ParameterInvalid);
    }

    [Fact]
    public async Task The_workspace_gets_another_name()
    {
        var tenant = await server.CreateTenantAsync();

        var view = await ReadAsync<WorkspaceView>(await tenant.Client.PutAsync("/v1/workspace/name?name=Ants%20%26%20Co", null, Cancellation));

        Assert.Equal("Ants & Co", view.Name);
    }

    [Fact]
    public async Task The_secret_of_a_link_reaches_no_log_even_at_trace_level()
    {
        var tenant = await server.CreateTenantAsync();
        var invitation = await InviteAsync(tenant, "viewer", "log-canary@example.test");
        using var client = server.Anonymous();

        (await client.GetAsync(new Uri(invitation.Link).PathAndQuery, Cancellation)).Dispose();

        Assert.NotEmpty(server.Log.Text);
        Assert.DoesNotContain(SecretOf(invitation), server.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("log-canary", server.Log.Text, StringComparison.OrdinalIgnoreCase);
    }

    private InvitationAnswers Answers => server.App.Services.GetRequiredService<InvitationAnswers>();

    private static string SecretOf(NewInvitation invitation) => QueryHelpers.ParseQuery(new Uri(invitation.Link).Query)["token"].Single()!;

    private async Task<AppUserId> JoinAsync(Tenant tenant, string role)
    {
        var (person, email) = await NewPersonAsync();
        var invitation = await InviteAsync(tenant, role, email);
        Assert.IsType<InvitationOffer.Open>(await Answers.AcceptAsync(person, SecretOf(invitation), null, Cancellation));
        return person;
    }

    private async Task<(AppUserId Id, string Email)> NewPersonAsync()
    {
        var (id, email) = (Guid.CreateVersion7(), $"{RandomNumberGenerator.GetHexString(12, lowercase: true)}@example.test");
        await using var command = server.Database.CreateCommand("insert into app_users (id, email, display_name) values ($1, $2, 'Person')");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = email });
        await command.ExecuteNonQueryAsync();
        return (new AppUserId(id), email);
    }

    private static async Task<NewInvitation> InviteAsync(Tenant tenant, string role, string? email)
    {
        using var answer = await tenant.Client.PostAsync("/v1/invitations", Json(System.Text.Encoding.UTF8.GetString(new InvitationRequest { Role = role, Email = email }.ToUtf8Json())), Cancellation);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await ReadAsync<NewInvitation>(answer);
    }

    private static StringContent Json(string body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static async Task<MemberList> MembersAsync(Tenant tenant) => (await tenant.Client.GetFromJsonAsync("/v1/members", WireJson.Default.MemberList, Cancellation))!;

    private static async Task<InvitationList> InvitationsAsync(Tenant tenant) => (await tenant.Client.GetFromJsonAsync("/v1/invitations", WireJson.Default.InvitationList, Cancellation))!;

    private static async Task<string> NameAsync(Tenant tenant) => (await tenant.Client.GetFromJsonAsync("/v1/workspace", WireJson.Default.WorkspaceView, Cancellation))!.Name;

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        return (await answer.Content.ReadFromJsonAsync((System.Text.Json.Serialization.Metadata.JsonTypeInfo<T>)WireJson.Default.GetTypeInfo(typeof(T))!, Cancellation))!;
    }
}
