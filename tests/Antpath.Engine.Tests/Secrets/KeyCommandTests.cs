using Antpath.Engine.Secrets;
using Antpath.Engine.Secrets.Keys;
using Antpath.Ids;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Secrets;

/// <summary>Keys behind a program: a real one, a few lines of shell that stand for somebody's key service.</summary>
public sealed class KeyCommandTests : IDisposable
{
    private static readonly WorkspaceId Workspace = new(Guid.Parse("01930000-0000-7000-8000-000000000001"));
    private static readonly RunId Run = new(Guid.Parse("01930000-0000-7000-8000-000000000002"));

    private readonly string _folder = Directory.CreateTempSubdirectory("antpath-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_bundle_sealed_through_the_program_opens_through_it()
    {
        var envelope = Envelope(Service);

        var secret = await envelope.SealAsync(Workspace, Run, Submissions.Simple().ToBundle(), CancellationToken.None);
        var opened = await envelope.OpenAsync(secret, CancellationToken.None);

        Assert.Equal("kms-1", secret.KekId);
        Assert.Equal(Submissions.Simple().ToBundle().ToUtf8Json(), opened.ToUtf8Json());
    }

    [Fact]
    public async Task What_the_service_refuses_is_unreadable_for_good()
    {
        var secret = await Envelope(Service).SealAsync(Workspace, Run, Submissions.Simple().ToBundle(), CancellationToken.None);

        var unreadable = await Assert.ThrowsAsync<SecretUnreadableException>(
            async () => await Envelope(Service).OpenAsync(secret with { Run = new RunId(Guid.AllBitsSet) }, CancellationToken.None));

        Assert.Contains("kms-1", unreadable.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!/bin/sh\ncat >/dev/null; echo 'token=abc' >&2; exit 3\n")]
    [InlineData("#!/bin/sh\ncat >/dev/null; echo not json\n")]
    [InlineData("#!/bin/sh\ncat >/dev/null; yes\n")]
    [InlineData("#!/bin/sh\nsleep 30\n")]
    [InlineData(null)]
    public async Task A_program_that_fails_may_work_later(string? program)
    {
        var envelope = Envelope(program, TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<KeyUnavailableException>(
            async () => await envelope.SealAsync(Workspace, Run, Submissions.Simple().ToBundle(), CancellationToken.None));
    }

    private SecretEnvelope Envelope(string? program, TimeSpan? timeout = null)
    {
        var path = Path.Combine(_folder, "keys");
        if (program is not null)
        {
            File.WriteAllText(path, program);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var options = new VaultOptions { KeyCommand = path, KeyCommandKey = "kms-1", KeyCommandTimeout = timeout ?? TimeSpan.FromSeconds(30) };
        return new SecretEnvelope(new KeyCommand(Options.Create(options), TimeProvider.System), TimeProvider.System);
    }

    /// <summary>Keeps what each data key was wrapped for beside itself: no encryption, but the protocol of one.</summary>
    private const string Service = """
        #!/bin/sh
        asked=$(cat)
        field() { printf %s "$asked" | sed -E "s/.*\"$1\":\"([^\"]*)\".*/\\1/"; }
        case $(field operation) in
          wrap) field context > "$0.context"; printf '{"data":"%s"}' "$(field data)" ;;
          unwrap) [ "$(field context)" = "$(cat "$0.context")" ] && printf '{"data":"%s"}' "$(field data)" || printf '{"data":null}' ;;
        esac
        """;
}
