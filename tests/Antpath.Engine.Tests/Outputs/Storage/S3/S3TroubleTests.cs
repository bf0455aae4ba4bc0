using System.Security.Cryptography;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Outputs.Storage.S3;
using Antpath.Ids;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Outputs.Storage.S3;

/// <summary>The real server behind a line that fails on cue.</summary>
public sealed class S3TroubleTests(S3Bucket bucket) : IClassFixture<S3Bucket>, IAsyncLifetime
{
    private const int PartBytes = 5 * 1024 * 1024;
    private static readonly byte[] Small = RandomNumberGenerator.GetBytes(1000);
    private static readonly byte[] Large = RandomNumberGenerator.GetBytes((2 * PartBytes) + 1000);

    private readonly OutputPath _path = OutputPath.New(new WorkspaceId(Guid.CreateVersion7()));
    private S3FaultProxy _line = null!;
    private S3OutputStore _store = null!;
    private S3OutputStore _direct = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _line = await S3FaultProxy.StartAsync(bucket.Account.Endpoint);
        _store = bucket.Store(o => o.S3Endpoint = _line.Endpoint);
        _direct = bucket.Store();
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        _direct.Dispose();
        await _line.DisposeAsync();
    }

    [Fact]
    public async Task Passing_trouble_is_not_noticed()
    {
        var failures = 2;
        _line.Before = context => S3FaultProxy.IsPart(context) && Interlocked.Decrement(ref failures) >= 0
            ? S3FaultProxy.AnswerAsync(context, 503, "SlowDown")
            : Task.FromResult(false);

        await WriteAsync(Large);

        Assert.True(failures < 0);
        Assert.Equal(SHA256.HashData(Large), await HashAsync(_direct));
    }

    [Fact]
    public async Task A_part_that_is_never_taken_fails_the_copy_and_leaves_nothing()
    {
        _line.Before = context => S3FaultProxy.IsPart(context) && context.Request.Query["partNumber"] == "2"
            ? S3FaultProxy.AnswerAsync(context, 500, "InternalError")
            : Task.FromResult(false);

        var problem = await Assert.ThrowsAsync<OutputStoreException>(() => WriteAsync(Large));

        Assert.Equal(StoreFault.Unavailable, problem.Fault);
        Assert.False(await _direct.ExistsAsync(_path, Cancellation));
        var unfinished = await bucket.Client.ListMultipartUploadsAsync(bucket.Name, Cancellation);
        Assert.DoesNotContain(unfinished.MultipartUploads ?? [], u => u.Key == _path.Value);
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_repeated_and_counts_once()
    {
        var lost = 1;
        _line.After = context => context.Request.Method == "PUT" && Interlocked.Decrement(ref lost) >= 0 ? S3FaultProxy.Drop(context) : Task.FromResult(false);

        await WriteAsync(Small);

        Assert.True(lost < 0);
        Assert.Equal(SHA256.HashData(Small), await HashAsync(_direct));
    }

    [Fact]
    public async Task A_finished_upload_whose_answer_is_lost_is_found_finished()
    {
        var lost = 1;
        _line.After = context => S3FaultProxy.IsComplete(context) && Interlocked.Decrement(ref lost) >= 0 ? S3FaultProxy.Drop(context) : Task.FromResult(false);

        await WriteAsync(Large);

        Assert.True(lost < 0);
        Assert.Equal(SHA256.HashData(Large), await HashAsync(_direct));
    }

    [Fact]
    public async Task A_write_that_works_but_always_answers_in_vain_is_taken_back()
    {
        _line.After = context => context.Request.Method == "PUT" ? S3FaultProxy.Drop(context) : Task.FromResult(false);

        await Assert.ThrowsAsync<OutputStoreException>(() => WriteAsync(Small));

        Assert.False(await _direct.ExistsAsync(_path, Cancellation));
    }

    [Fact]
    public async Task An_entity_tag_of_another_kind_makes_it_read_the_bytes_back()
    {
        var read = 0;
        _line.After = context =>
        {
            if (context.Request.Method == "HEAD")
                context.Response.Headers.ETag = "\"something-else\"";
            if (context.Request.Method == "GET")
                Interlocked.Increment(ref read);
            return Task.FromResult(false);
        };

        var stored = await WriteAsync(Large);

        Assert.Equal(SHA256.HashData(Large), stored.Sha256);
        Assert.Equal(1, read);
    }

    [Fact]
    public async Task A_store_that_kept_other_bytes_is_found_out_and_they_are_removed()
    {
        _line.After = async context =>
        {
            context.Response.Headers.ETag = "\"something-else\"";
            if (context.Request.Method != "GET")
                return false;
            await context.Response.Body.WriteAsync(new byte[Small.Length]);
            return true;
        };

        var problem = await Assert.ThrowsAsync<OutputStoreException>(() => WriteAsync(Small));

        Assert.Equal(StoreFault.Damaged, problem.Fault);
        Assert.False(await _direct.ExistsAsync(_path, Cancellation));
    }

    [Fact]
    public async Task A_store_that_kept_another_number_of_bytes_is_found_out_and_they_are_removed()
    {
        _line.After = context =>
        {
            if (context.Request.Method == "HEAD" && context.Response.StatusCode == 200)
                context.Response.ContentLength = 999;
            return Task.FromResult(false);
        };

        var problem = await Assert.ThrowsAsync<OutputStoreException>(() => WriteAsync(Small));

        Assert.Equal(StoreFault.Damaged, problem.Fault);
        Assert.False(await _direct.ExistsAsync(_path, Cancellation));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_no_short_file()
    {
        await _direct.WriteAsync(_path, new MemoryStream(Small), Small.Length, Cancellation);
        _line.After = async context =>
        {
            if (context.Request.Method != "GET")
                return false;
            await context.Response.Body.WriteAsync(Small.AsMemory(0, 500));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };

        await Assert.ThrowsAsync<OutputStoreException>(() => HashAsync(_store));
    }

    [Fact]
    public async Task No_more_of_a_file_is_held_than_is_being_sent()
    {
        using var store = bucket.Store(o =>
        {
            o.S3Endpoint = _line.Endpoint;
            o.S3PartsConcurrent = 3;
        });
        using var waiting = new SemaphoreSlim(0);
        var open = new TaskCompletionSource();
        _line.Before = async context =>
        {
            if (!S3FaultProxy.IsPart(context))
                return false;
            waiting.Release();
            await open.Task;
            return false;
        };
        var source = new WatchedStream(12L * PartBytes);

        var writing = store.WriteAsync(_path, source, 12L * PartBytes, Cancellation);
        for (var i = 0; i < 3; i++)
            await waiting.WaitAsync(Cancellation);
        var held = source.BytesRead;
        open.SetResult();

        Assert.Equal(3L * PartBytes, held);
        Assert.Equal(12L * PartBytes, (await writing).SizeBytes);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_after_its_time()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var store = bucket.Store(o => o.S3Endpoint = _line.Endpoint, time: time);
        var asked = new TaskCompletionSource();
        _line.Before = async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            return true;
        };

        var asking = store.ExistsAsync(_path, Cancellation);
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(31));

        var problem = await Assert.ThrowsAsync<OutputStoreException>(() => asking);
        Assert.Contains("within 30 s", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silence_inside_a_download_ends_it()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var store = bucket.Store(o => o.S3Endpoint = _line.Endpoint, time: time);
        await _direct.WriteAsync(_path, new MemoryStream(Small), Small.Length, Cancellation);
        _line.After = async context =>
        {
            await context.Response.Body.WriteAsync(Small.AsMemory(0, 500));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            return true;
        };
        await using var content = await store.OpenAsync(_path, 0, Small.Length, Cancellation);
        await content.ReadExactlyAsync(new byte[500], Cancellation);

        var reading = content.ReadAsync(new byte[10], Cancellation).AsTask();
        time.Advance(TimeSpan.FromSeconds(61));

        await Assert.ThrowsAsync<OutputStoreException>(() => reading);
    }

    [Theory]
    [InlineData(403, "SignatureDoesNotMatch", StoreFault.Refused)]
    [InlineData(404, "NoSuchBucket", StoreFault.Refused)]
    [InlineData(403, "AccessDenied", StoreFault.Refused)]
    [InlineData(500, "InternalError", StoreFault.Unavailable)]
    [InlineData(503, "SlowDown", StoreFault.Unavailable)]
    [InlineData(400, "<script>", StoreFault.Refused)]
    public async Task A_refusal_is_told_without_anything_the_server_repeats(int status, string code, StoreFault fault)
    {
        _line.Before = context => S3FaultProxy.AnswerAsync(context, status, System.Net.WebUtility.HtmlEncode(code));

        var problem = await Assert.ThrowsAsync<OutputStoreException>(() => _store.ListAsync("", null, 1, Cancellation));

        Assert.Equal(fault, problem.Fault);
        Assert.DoesNotContain(bucket.Account.AccessKeyId, problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(bucket.Account.SecretAccessKey, problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Signature=", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", problem.Message, StringComparison.Ordinal);
    }

    private Task<StoredObject> WriteAsync(byte[] bytes) => _store.WriteAsync(_path, new MemoryStream(bytes), bytes.Length, Cancellation);

    private async Task<byte[]> HashAsync(S3OutputStore store)
    {
        await using var content = await store.OpenAsync(_path, 0, long.MaxValue, Cancellation);
        return await SHA256.HashDataAsync(content, Cancellation);
    }
}
