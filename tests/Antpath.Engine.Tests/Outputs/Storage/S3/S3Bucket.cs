using System.Security.Cryptography;
using Amazon.S3;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Outputs.Storage.S3;
using Antpath.Testing.ObjectStorage;

namespace Antpath.Engine.Tests.Outputs.Storage.S3;

/// <summary>Class fixture: a private bucket of its own on the real server.</summary>
public sealed class S3Bucket(S3TestServer server) : IAsyncLifetime
{
    private S3Account? _account;
    private AmazonS3Client? _client;

    public string Name { get; } = $"outputs-{RandomNumberGenerator.GetHexString(10, lowercase: true)}";

    /// <summary>The bucket with full rights, for what a store of ours does not do.</summary>
    public AmazonS3Client Client => _client ?? throw new InvalidOperationException("the fixture was not initialized");

    public S3Account Account => _account ?? throw new InvalidOperationException("the fixture was not initialized");

    public async ValueTask InitializeAsync()
    {
        _account = await server.AccountAsync();
        _client = S3Connection.Open(Options());
        await _client.PutBucketAsync(Name);
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask; // the bucket goes with the server
    }

    public S3Options Options() => new()
    {
        S3Endpoint = Account.Endpoint.AbsoluteUri,
        S3Region = Account.Region,
        S3AccessKeyId = Account.AccessKeyId,
        S3SecretAccessKey = Account.SecretAccessKey,
        S3PartBytes = 5 * 1024 * 1024,
    };

    internal S3OutputStore Store(Action<S3Options>? change = null, string? bucket = null, TimeProvider? time = null, string links = "api")
    {
        var options = Options();
        change?.Invoke(options);
        var storage = new StorageOptions { Backend = StorageBackend.S3, Bucket = bucket ?? Name, Links = links };
        return new S3OutputStore(Microsoft.Extensions.Options.Options.Create(storage), Microsoft.Extensions.Options.Options.Create(options), time ?? TimeProvider.System);
    }
}
