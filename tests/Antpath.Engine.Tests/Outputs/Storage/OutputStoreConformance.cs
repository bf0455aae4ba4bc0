using System.Security.Cryptography;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Outputs.Storage;

/// <summary>What every backend of <see cref="IOutputStore"/> does. A backend's tests derive from this and add only what is its own.</summary>
public abstract class OutputStoreConformance : LargeObjectConformance
{
    [Fact]
    public async Task What_is_written_is_read_back_with_its_size_and_hash()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        var path = Store.NewPath(Workspace);

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
        var paths = Enumerable.Range(0, 7).Select(_ => Store.NewPath(Workspace)).ToList();
        foreach (var path in paths)
            await WriteAsync(path, new byte[5]);
        await WriteAsync(Store.NewPath(new WorkspaceId(Guid.CreateVersion7())), new byte[1]);

        var listed = new List<StoredEntry>();
        string? after = null;
        do
        {
            var part = await Store.ListAsync($"{Workspace}/", after, page, Cancellation);
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
        var path = Store.NewPath(Workspace);
        await WriteAsync(Store.NewPath(Workspace), [1]);

        Assert.False(await Store.ExistsAsync(path, Cancellation));
        await WriteAsync(path, [1]);
        Assert.True(await Store.ExistsAsync(path, Cancellation));
        await Store.DeleteAsync(path, Cancellation);
        Assert.False(await Store.ExistsAsync(path, Cancellation));
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        var path = Store.NewPath(Workspace);

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
        var path = Store.NewPath(Workspace);
        await WriteAsync(path, bytes);

        var part = await ReadAsync(path, offset, length);

        Assert.Equal(bytes.Skip(offset).Take(length), part);
    }

    [Fact]
    public async Task More_bytes_than_allowed_leave_nothing_behind()
    {
        var path = Store.NewPath(Workspace);

        await Assert.ThrowsAsync<OutputTooLargeException>(() => Store.WriteAsync(path, new MemoryStream(new byte[1001]), 1000, Cancellation));

        await Assert.ThrowsAsync<OutputStoreException>(() => Store.OpenAsync(path, 0, 1, Cancellation));
        Assert.Equal(1000, (await Store.WriteAsync(path, new MemoryStream(new byte[1000]), 1000, Cancellation)).SizeBytes);
    }

    [Fact]
    public async Task A_source_that_breaks_off_leaves_nothing_behind_and_is_not_blamed_on_the_store()
    {
        var path = Store.NewPath(Workspace);

        var broken = await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync(path, new BreakingStream(500_000), 1_000_000, Cancellation));

        Assert.Equal(BreakingStream.Message, broken.Message);
        await Assert.ThrowsAsync<OutputStoreException>(() => Store.OpenAsync(path, 0, 1, Cancellation));
    }

    [Fact]
    public async Task A_cancelled_copy_leaves_nothing_behind()
    {
        var path = Store.NewPath(Workspace);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteAsync(path, new MemoryStream(new byte[10]), 10, cancelled.Token));

        await Assert.ThrowsAsync<OutputStoreException>(() => Store.OpenAsync(path, 0, 1, Cancellation));
    }

    [Fact]
    public async Task A_place_is_written_once()
    {
        var path = Store.NewPath(Workspace);
        await WriteAsync(path, [1, 2, 3]);

        await Assert.ThrowsAsync<OutputStoreException>(() => WriteAsync(path, [4, 5, 6]));

        Assert.Equal([1, 2, 3], await ReadAsync(path, 0, 3));
    }

    [Fact]
    public async Task Deleting_twice_is_like_deleting_once()
    {
        var path = Store.NewPath(Workspace);
        await WriteAsync(path, [1]);

        await Store.DeleteAsync(path, Cancellation);
        await Store.DeleteAsync(path, Cancellation);
        await Store.DeleteAsync(Store.NewPath(Workspace), Cancellation);

        await Assert.ThrowsAsync<OutputStoreException>(() => Store.OpenAsync(path, 0, 1, Cancellation));
    }

    [Fact]
    public async Task Many_are_deleted_together_and_what_is_not_there_is_no_failure()
    {
        var paths = await WriteSeveralAsync(5);

        var left = await Store.DeleteAsync([.. paths, Store.NewPath(Workspace)], Cancellation);

        Assert.Empty(left);
        Assert.Empty(await Store.DeleteAsync(paths, Cancellation));
        Assert.Empty(await Store.DeleteAsync([], Cancellation));
        foreach (var path in paths)
            Assert.False(await Store.ExistsAsync(path, Cancellation));
    }

    [Fact]
    public async Task An_object_exists_from_its_write_to_its_deletion()
    {
        await WriteSeveralAsync(1);
        var path = Store.NewPath(Workspace);

        Assert.False(await Store.ExistsAsync(path, Cancellation));
        await WriteAsync(path, [1]);
        Assert.True(await Store.ExistsAsync(path, Cancellation));
        await Store.DeleteAsync(path, Cancellation);
        Assert.False(await Store.ExistsAsync(path, Cancellation));
    }

    [Fact]
    public async Task A_listing_is_read_page_by_page_in_order_and_shows_no_otherWorkspace()
    {
        var paths = await WriteSeveralAsync(7);
        await WriteAsync(Store.NewPath(new WorkspaceId(Guid.CreateVersion7())), [1]);

        var listed = new List<StoredEntry>();
        string? after = null;
        var pages = 0;
        do
        {
            var page = await Store.ListAsync($"{Workspace}/", after, 3, Cancellation);
            Assert.True(page.Objects.Count <= 3);
            listed.AddRange(page.Objects);
            after = page.Next;
            pages++;
        }
        while (after is not null && pages < 10);

        Assert.Equal(paths.Select(p => p.Value).Order(StringComparer.Ordinal), listed.Select(l => l.Path.Value));
        Assert.All(listed, l => Assert.Equal(100, l.SizeBytes));
        Assert.All(listed, l => Assert.InRange(l.WrittenAt, DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(200)));
    }

    [Fact]
    public async Task A_listing_of_nothing_ends_at_once()
    {
        var page = await Store.ListAsync($"{new WorkspaceId(Guid.CreateVersion7())}/", null, 10, Cancellation);

        Assert.Empty(page.Objects);
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task A_body_shorter_than_announced_is_kept_as_it_came()
    {
        var path = Store.NewPath(Workspace);

        var stored = await Store.WriteAsync(path, new MemoryStream([1, 2, 3]), 20 * Border, Cancellation);

        Assert.Equal(3, stored.SizeBytes);
        Assert.Equal([1, 2, 3], await ReadAsync(path, 0, 100));
    }

    [Fact]
    public async Task Many_writers_at_once_do_not_mix()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            var bytes = new byte[50_000 + i];
            Array.Fill(bytes, (byte)i);
            var path = Store.NewPath(Workspace);
            await WriteAsync(path, bytes);
            return (path, bytes);
        }));

        foreach (var (path, bytes) in written)
            Assert.Equal(bytes, await ReadAsync(path, 0, long.MaxValue));
    }

    [Fact]
    public async Task Young_leftovers_are_left_alone() => Assert.Equal(0, await Store.RemoveLeftoversAsync(100, Cancellation));

    [Fact]
    public async Task An_object_being_read_may_be_deleted()
    {
        var path = Store.NewPath(Workspace);
        await WriteAsync(path, [1, 2, 3]);
        await using var reading = await Store.OpenAsync(path, 0, 3, Cancellation);

        await Store.DeleteAsync(path, Cancellation);
    }

    [Fact]
    public void Places_are_theWorkspaces_own_and_never_the_same()
    {
        var first = Store.NewPath(Workspace);
        var second = Store.NewPath(Workspace);

        Assert.NotEqual(first, second);
        Assert.StartsWith(Workspace + "/", first.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_probe_is_content_with_a_store_that_works() => await Store.ProbeAsync(Cancellation);

    private async Task<List<OutputPath>> WriteSeveralAsync(int count)
    {
        var paths = new List<OutputPath>();
        for (var i = 0; i < count; i++)
        {
            paths.Add(Store.NewPath(Workspace));
            await WriteAsync(paths[^1], new byte[100]);
        }

        return paths;
    }

    private Task<StoredObject> WriteAsync(OutputPath path, byte[] bytes) => Store.WriteAsync(path, new MemoryStream(bytes), bytes.Length, Cancellation);
}
