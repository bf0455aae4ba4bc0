using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Outputs.Storage.S3;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Outputs.Storage.S3;

public sealed class S3OutputStoreTests(S3Bucket bucket) : OutputStoreConformance, IClassFixture<S3Bucket>, IDisposable
{
    private readonly S3OutputStore _store = bucket.Store();

    protected override IOutputStore Store => _store;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_copy_that_fails_leaves_no_unfinished_upload()
    {
        await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync(Store.NewPath(Workspace), new BreakingStream((2 * Border) + 5), 20 * Border, Cancellation));

        Assert.DoesNotContain(await UnfinishedAsync(), key => key.StartsWith($"{Workspace}/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Uploads_that_nobody_finishes_are_taken_back_when_they_are_old()
    {
        var path = Store.NewPath(Workspace);
        await bucket.Client.InitiateMultipartUploadAsync(bucket.Name, path.Value, Cancellation);
        using var tomorrow = bucket.Store(time: new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(25)));

        Assert.Equal(0, await Store.RemoveLeftoversAsync(1000, Cancellation));
        Assert.Contains(path.Value, await UnfinishedAsync());
        Assert.True(await tomorrow.RemoveLeftoversAsync(1000, Cancellation) > 0);
        Assert.DoesNotContain(path.Value, await UnfinishedAsync());
    }

    private async Task<IEnumerable<string>> UnfinishedAsync()
    {
        var listed = await bucket.Client.ListMultipartUploadsAsync(bucket.Name, Cancellation);
        return (listed.MultipartUploads ?? []).Select(u => u.Key);
    }
}
