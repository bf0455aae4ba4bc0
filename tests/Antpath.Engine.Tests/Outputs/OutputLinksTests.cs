using System.Security.Cryptography;
using System.Text;
using System.Web;
using Antpath.Engine.Audit;
using Antpath.Engine.Outputs;
using Antpath.Engine.Outputs.Links;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Outputs.Storage.FileSystem;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Outputs;

public sealed class OutputLinksTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private static readonly Uri BaseUri = new("https://api.example.test/base/");

    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString));
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, 600, TimeSpan.Zero));
    private readonly string _root = Directory.CreateTempSubdirectory("antpath-links-").FullName;
    private readonly string _key = EngineUnderTest.Key("l1");

    private EngineUnderTest Engine => _engine.Value;

    private FileSystemOutputStore Store => new FileSystemOutputStore(Options.Create(new StorageOptions { Root = _root }), _time);

    private OutputLinks Links => new(
        Engine.Database, Store, Engine.Get<AuditTrail>(), Options.Create(new LinkOptions { Key = _key, Ttl = TimeSpan.FromMinutes(5) }), _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        if (_engine.IsValueCreated)
            await _engine.Value.DisposeAsync();
    }

    [Fact]
    public async Task A_link_leads_to_the_bytes_with_a_safe_type_and_the_true_name()
    {
        var output = await StoredAsync("Übersicht.html", "text/html", "<script>alert(1)</script>");

        var link = Created(await Links.CreateAsync(output.Principal, output.Run, output.Id, BaseUri, Cancellation));
        var content = Assert.IsType<LinkOpening.Opened>(await Links.OpenAsync(TokenOf(link), Cancellation)).Content;

        Assert.StartsWith("https://api.example.test/base/v1/outputs/content?token=", link.Url, StringComparison.Ordinal);
        Assert.Equal("text/plain; charset=utf-8", content.ContentType);
        Assert.Equal("Übersicht.html", content.FileName);
        Assert.StartsWith("attachment;", content.ContentDisposition, StringComparison.Ordinal);
        Assert.Equal(25, content.SizeBytes);
        await using var part = await content.OpenAsync(8, 5, Cancellation);
        Assert.Equal("alert"u8.ToArray(), await BytesAsync(part));
    }

    [Fact]
    public async Task A_link_ends_after_its_time()
    {
        var output = await StoredAsync();
        var link = Created(await Links.CreateAsync(output.Principal, output.Run, output.Id, BaseUri, Cancellation));
        Assert.InRange(link.ExpiresAt - _time.GetUtcNow(), TimeSpan.FromMinutes(4.9), TimeSpan.FromMinutes(5));

        _time.SetUtcNow(link.ExpiresAt - TimeSpan.FromMilliseconds(1));
        Assert.IsType<LinkOpening.Opened>(await Links.OpenAsync(TokenOf(link), Cancellation));
        _time.SetUtcNow(link.ExpiresAt);
        Assert.IsType<LinkOpening.Expired>(await Links.OpenAsync(TokenOf(link), Cancellation));
    }

    [Fact]
    public async Task A_changed_token_opens_nothing()
    {
        var output = await StoredAsync();
        var token = TokenOf(Created(await Links.CreateAsync(output.Principal, output.Run, output.Id, BaseUri, Cancellation)));

        Assert.IsType<LinkOpening.Invalid>(await Links.OpenAsync(token[..^1] + (token[^1] == 'A' ? 'Q' : 'A'), Cancellation));
        Assert.IsType<LinkOpening.Invalid>(await Links.OpenAsync("", Cancellation));
    }

    [Fact]
    public async Task Each_link_is_in_the_audit_trail_and_the_token_is_not()
    {
        var output = await StoredAsync();

        var link = Created(await Links.CreateAsync(output.Principal, output.Run, output.Id, BaseUri, Cancellation));

        var line = await Engine.ScalarAsync<string>(
            "select action || ' ' || target_id || ' ' || app_user_id || ' ' || detail from audit_logs where workspace_id = $1 and action = 'output.link'",
            output.Principal.Workspace.Value);
        Assert.Equal($"output.link {output.Id} {output.Principal.AppUser.Value} {{}}", line);
        Assert.DoesNotContain(TokenOf(link), line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_workspaces_output_is_not_found_and_not_audited()
    {
        var output = await StoredAsync();
        var stranger = await Engine.NewPrincipalAsync();

        Assert.IsType<LinkCreation.NotFound>(await Links.CreateAsync(stranger, output.Run, output.Id, BaseUri, Cancellation));

        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from audit_logs where workspace_id = $1 and action = 'output.link'", stranger.Workspace.Value));
    }

    [Fact]
    public async Task An_output_belongs_to_its_own_run_only()
    {
        var output = await StoredAsync();
        var otherRun = await Engine.SubmitAsync(output.Principal);

        Assert.IsType<LinkCreation.NotFound>(await Links.CreateAsync(output.Principal, otherRun, output.Id, BaseUri, Cancellation));
    }

    [Fact]
    public async Task Deleting_the_output_ends_its_links()
    {
        var output = await StoredAsync();
        var token = TokenOf(Created(await Links.CreateAsync(output.Principal, output.Run, output.Id, BaseUri, Cancellation)));

        await Engine.ExecuteAsync("update output_objects set state = 'deleting' where id = $1", output.Id.Value);

        Assert.IsType<LinkOpening.Invalid>(await Links.OpenAsync(token, Cancellation));
        Assert.IsType<LinkCreation.Deleted>(await Links.CreateAsync(output.Principal, output.Run, output.Id, BaseUri, Cancellation));
    }

    [Fact]
    public async Task Asking_for_the_runs_deletion_ends_its_links()
    {
        var output = await StoredAsync();
        var token = TokenOf(Created(await Links.CreateAsync(output.Principal, output.Run, output.Id, BaseUri, Cancellation)));

        await Engine.ExecuteAsync("update runs set pending_delete_at = now() where id = $1", output.Run.Value);

        Assert.IsType<LinkOpening.Invalid>(await Links.OpenAsync(token, Cancellation));
        Assert.IsType<LinkCreation.Deleted>(await Links.CreateAsync(output.Principal, output.Run, output.Id, BaseUri, Cancellation));
    }

    [Fact]
    public async Task A_copy_that_is_still_under_way_is_not_found()
    {
        var output = await StoredAsync();
        await Engine.ExecuteAsync("update output_objects set state = 'reserved', stored_at = null where id = $1", output.Id.Value);

        Assert.IsType<LinkCreation.NotFound>(await Links.CreateAsync(output.Principal, output.Run, output.Id, BaseUri, Cancellation));
    }

    private async Task<StoredOutput> StoredAsync(string fileName = "report.txt", string contentType = "text/plain", string text = "the report")
    {
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal);
        var attempt = Guid.CreateVersion7();
        var output = new OutputId(Guid.CreateVersion7());
        var path = Store.NewPath(principal.Workspace);
        var bytes = Encoding.UTF8.GetBytes(text);
        await Store.WriteAsync(path, new MemoryStream(bytes), bytes.Length, Cancellation);

        await Engine.ExecuteAsync(
            "insert into run_attempts (id, workspace_id, run_id, attempt_number) values ($1, $2, $3, 1)", attempt, principal.Workspace.Value, run.Value);
        const string Sql = """
            insert into output_objects (
                id, workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, content_type,
                storage_backend, storage_bucket, storage_path, state, size_bytes, sha256, stored_at)
            values ($1, $2, $3, $4, $5, 'file_1', $6, $7, $8, $9, $10, 'stored', $11, $12, now())
            """;
        await Engine.ExecuteAsync(
            Sql, output.Value, principal.Workspace.Value, run.Value, attempt, principal.AppUser.Value, fileName, contentType,
            Store.Backend, Store.Bucket, path.Value, (long)bytes.Length, SHA256.HashData(bytes));
        return new StoredOutput(principal, run, output);
    }

    private static OutputLink Created(LinkCreation creation) => Assert.IsType<LinkCreation.Created>(creation).Link;

    private static string TokenOf(OutputLink link) => HttpUtility.ParseQueryString(new Uri(link.Url).Query)["token"]!;

    private static async Task<byte[]> BytesAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    private sealed record StoredOutput(Principal Principal, RunId Run, OutputId Id);
}
