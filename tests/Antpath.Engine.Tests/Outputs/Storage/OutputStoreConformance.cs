using System.Security.Cryptography;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Outputs.Storage;

/// <summary>What every backend of <see cref="IOutputStore"/> does. A backend's tests derive from this and add only what is its own.</summary>
public abstract class OutputStoreConformance
{
    private readonly WorkspaceId _workspace = new(Guid.CreateVersion7());

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract IOutputStore Store { get; }

    [Fact]
    public async Task What_is_written_is_read_back_with_its_size_and_hash()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        var path = Store.NewPath(_workspace);

        var stored = await WriteAsync(path, bytes);

        Assert.Equal(bytes.Length, stored.SizeBytes);
        Assert.Equal(SHA256.HashData(bytes), stored.Sha256);
        Assert.Equal(bytes, await ReadAsync(path, 0, bytes.Length));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Listing_goes_through_everything_under_a_prefix_once_and_in_order(int page)
    {
        var paths = Enumerable.Range(0, 7).Select(_ => Store.NewPath(_workspace)).ToList();
        foreach (var path in paths)
            await WriteAsync(path, new byte[5]);
        await WriteAsync(Store.NewPath(new WorkspaceId(Guid.CreateVersion7())), new byte[1]);

        var listed = new List<StoredEntry>();
        string? after = null;
        do
        {
            var part = await Store.ListAsync($"{_workspace}/", after, page, Cancellation);
            Assert.True(part.Objects.Count <= page);
            listed.AddRange(part.Objects);
            after = part.Next;
        }
        while (after is not null);

        Assert.Equal(paths.Select(p => p.Value).Order(StringComparer.Ordinal), listed.Select(o => o.Path.Value));
        Assert.All(listed, o => Assert.Equal(5, o.SizeBytes));
    }

    [Fact]
    public async Task An_object_exists_from_its_write_to_its_removal()
    {
        var path = Store.NewPath(_workspace);
        await WriteAsync(Store.NewPath(_workspace), [1]);

        Assert.False(await Store.ExistsAsync(path, Cancellation));
        await WriteAsync(path, [1]);
        Assert.True(await Store.ExistsAsync(path, Cancellation));
        await Store.DeleteAsync(path, Cancellation);
        Assert.False(await Store.ExistsAsync(path, Cancellation));
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        var path = Store.NewPath(_workspace);

        var stored = await WriteAsync(path, []);

        Assert.Equal(0, stored.SizeBytes);
        Assert.Equal(SHA256.HashData([]), stored.Sha256);
        Assert.Empty(await ReadAsync(path, 0, 10));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 1000)]
    [InlineData(999, 1)]
    [InlineData(500, 100)]
    [InlineData(900, 5000)]
    [InlineData(1000, 5)]
    [InlineData(3, 0)]
    public async Task A_part_is_read_by_offset_and_length(int offset, int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(1000);
        var path = Store.NewPath(_workspace);
        await WriteAsync(path, bytes);

        var part = await ReadAsync(path, offset, length);

        Assert.Equal(bytes.Skip(offset).Take(length), part);
    }

    [Fact]
    public async Task More_bytes_than_allowed_leave_nothing_behind()
    {
        var path = Store.NewPath(_workspace);

        await Assert.ThrowsAsync<OutputTooLargeException>(() => Store.WriteAsync(path, new MemoryStream(new byte[1001]), 1000, Cancellation));

        await Assert.ThrowsAsync<OutputStoreException>(() => Store.OpenAsync(path, 0, 1, Cancellation));
        Assert.Equal(1000, (await Store.WriteAsync(path, new MemoryStream(new byte[1000]), 1000, Cancellation)).SizeBytes);
    }

    [Fact]
    public async Task A_source_that_breaks_off_leaves_nothing_behind_and_is_not_blamed_on_the_store()
    {
        var path = Store.NewPath(_workspace);

        var broken = await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync(path, new BreakingStream(500_000), 1_000_000, Cancellation));

        Assert.Equal(BreakingStream.Message, broken.Message);
        await Assert.ThrowsAsync<OutputStoreException>(() => Store.OpenAsync(path, 0, 1, Cancellation));
    }

    [Fact]
    public async Task A_cancelled_copy_leaves_nothing_behind()
    {
        var path = Store.NewPath(_workspace);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteAsync(path, new MemoryStream(new byte[10]), 10, cancelled.Token));

        await Assert.ThrowsAsync<OutputStoreException>(() => Store.OpenAsync(path, 0, 1, Cancellation));
    }

    [Fact]
    public async Task A_place_is_written_once()
    {
        var path = Store.NewPath(_workspace);
        await WriteAsync(path, [1, 2, 3]);

        await Assert.ThrowsAsync<OutputStoreException>(() => WriteAsync(path, [4, 5, 6]));

        Assert.Equal([1, 2, 3], await ReadAsync(path, 0, 3));
    }

    [Fact]
    public async Task Deleting_twice_is_like_deleting_once()
    {
        var path = Store.NewPath(_workspace);
        await WriteAsync(path, [1]);

        await Store.DeleteAsync(path, Cancellation);
        await Store.DeleteAsync(path, Cancellation);
        await Store.DeleteAsync(Store.NewPath(_workspace), Cancellation);

        await Assert.ThrowsAsync<OutputStoreException>(() => Store.OpenAsync(path, 0, 1, Cancellation));
    }

    [Fact]
    public async Task An_object_being_read_may_be_deleted()
    {
        var path = Store.NewPath(_workspace);
        await WriteAsync(path, [1, 2, 3]);
        await using var reading = await Store.OpenAsync(path, 0, 3, Cancellation);

        await Store.DeleteAsync(path, Cancellation);
    }

    [Fact]
    public async Task A_large_copy_needs_only_a_small_buffer()
    {
        const long size = 64L * 1024 * 1024;
        var path = Store.NewPath(_workspace);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var stored = await Store.WriteAsync(path, new ZeroStream(size), size, Cancellation);

        Assert.Equal(size, stored.SizeBytes);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < size / 4, "the copy held the file in memory");
        await Store.DeleteAsync(path, Cancellation);
    }

    [Fact]
    public void Places_are_the_workspaces_own_and_never_the_same()
    {
        var first = Store.NewPath(_workspace);
        var second = Store.NewPath(_workspace);

        Assert.NotEqual(first, second);
        Assert.StartsWith(_workspace + "/", first.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_probe_is_content_with_a_store_that_works() => await Store.ProbeAsync(Cancellation);

    private Task<StoredObject> WriteAsync(OutputPath path, byte[] bytes) => Store.WriteAsync(path, new MemoryStream(bytes), bytes.Length, Cancellation);

    private async Task<byte[]> ReadAsync(OutputPath path, long offset, long length)
    {
        await using var part = await Store.OpenAsync(path, offset, length, Cancellation);
        using var bytes = new MemoryStream();
        await part.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }
}
