using System.Security.Cryptography;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Outputs.Storage;

/// <summary>The part of <see cref="OutputStoreConformance"/> about files that a backend may send in parts.</summary>
public abstract class LargeObjectConformance
{
    /// <summary>Where a backend that sends files in parts begins a new one.</summary>
    protected const int Border = 5 * 1024 * 1024;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected WorkspaceId Workspace { get; } = new(Guid.CreateVersion7());

    protected abstract IOutputStore Store { get; }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_file_of_several_parts_is_whole_and_read_across_their_borders(int beyond)
    {
        var bytes = RandomNumberGenerator.GetBytes((3 * Border) + beyond);
        var path = Store.NewPath(Workspace);

        var stored = await Store.WriteAsync(path, new MemoryStream(bytes), 20 * Border, Cancellation);

        Assert.Equal(bytes.Length, stored.SizeBytes);
        Assert.Equal(SHA256.HashData(bytes), stored.Sha256);
        Assert.Equal(bytes[(Border - 10)..(Border + 10)], await ReadAsync(path, Border - 10, 20));
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await ReadAsync(path, 0, long.MaxValue)));
        await Store.DeleteAsync(path, Cancellation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Border)]
    [InlineData(Border + 1)]
    [InlineData((2 * Border) + 7)]
    public async Task A_body_longer_than_announced_is_refused_wherever_the_limit_lies(int sizeMax)
    {
        var path = Store.NewPath(Workspace);

        await Assert.ThrowsAsync<OutputTooLargeException>(() => Store.WriteAsync(path, new ZeroStream(sizeMax + 1L), sizeMax, Cancellation));
        await Assert.ThrowsAsync<OutputTooLargeException>(() => Store.WriteAsync(path, new ZeroStream(long.MaxValue), sizeMax, Cancellation));
        Assert.False(await Store.ExistsAsync(path, Cancellation));

        Assert.Equal(sizeMax, (await Store.WriteAsync(path, new ZeroStream(sizeMax), sizeMax, Cancellation)).SizeBytes);
        await Store.DeleteAsync(path, Cancellation);
    }

    [Fact]
    public async Task A_large_source_that_breaks_off_half_way_leaves_nothing_behind()
    {
        var path = Store.NewPath(Workspace);

        await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync(path, new BreakingStream((2 * Border) + 5), 20 * Border, Cancellation));

        Assert.False(await Store.ExistsAsync(path, Cancellation));
        Assert.Empty((await Store.ListAsync($"{Workspace}/", null, 10, Cancellation)).Objects);
    }

    [Fact]
    public async Task A_large_copy_cancelled_half_way_leaves_nothing_behind()
    {
        var path = Store.NewPath(Workspace);
        using var cancelled = new CancellationTokenSource();
        var source = new CancellingStream(2 * Border, cancelled);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WriteAsync(path, source, 20 * Border, cancelled.Token));

        Assert.False(await Store.ExistsAsync(path, Cancellation));
    }

    [Fact]
    public async Task A_large_file_is_asked_for_piece_by_piece()
    {
        const long size = 64L * 1024 * 1024;
        var path = Store.NewPath(Workspace);
        var source = new WatchedStream(size);

        var stored = await Store.WriteAsync(path, source, size, Cancellation);

        Assert.Equal(size, stored.SizeBytes);
        Assert.InRange(source.LargestRead, 1, size / 8);
        await Store.DeleteAsync(path, Cancellation);
    }

    protected async Task<byte[]> ReadAsync(OutputPath path, long offset, long length)
    {
        await using var part = await Store.OpenAsync(path, offset, length, Cancellation);
        using var bytes = new MemoryStream();
        await part.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }
}
