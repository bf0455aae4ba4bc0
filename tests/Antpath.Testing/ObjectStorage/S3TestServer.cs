namespace Antpath.Testing.ObjectStorage;

/// <summary>
/// The S3 server of this test process, started when the first test asks for it: the one that <c>ANTPATH_TEST_S3_URL</c> names, or a throwaway Ceph gateway.
/// Without either, tests are skipped on a laptop and fail where <c>CI</c> is set.
/// </summary>
public sealed class S3TestServer : IAsyncDisposable
{
    /// <summary><c>http://access-key:secret-key@host:port/?region=…</c></summary>
    public const string UrlVariable = "ANTPATH_TEST_S3_URL";

    private const long MemoryBytes = 1L << 30;

    private readonly Lazy<Task<CephGateway>> _gateway = new(() => CephGateway.StartAsync(MemoryBytes, CancellationToken.None));

    public async Task<S3Account> AccountAsync()
    {
        if (Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 } url)
            return Named(new Uri(url));

        if (CephGateway.Missing() is { } missing)
        {
            Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), missing);
            throw new InvalidOperationException(missing);
        }

        var gateway = await _gateway.Value;
        return new S3Account(gateway.Endpoint, "default", gateway.AccessKeyId, gateway.SecretAccessKey);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway.IsValueCreated && _gateway.Value.IsCompletedSuccessfully)
            await (await _gateway.Value).DisposeAsync();
    }

    private static S3Account Named(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var region = url.Query.StartsWith("?region=", StringComparison.Ordinal) ? url.Query["?region=".Length..] : "us-east-1";
        return new S3Account(
            new Uri(url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)), region, Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user[^1]));
    }
}
