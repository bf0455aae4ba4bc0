using System.Buffers;
using Antpath.Emulator.Events;
using Antpath.Emulator.Faults;
using Antpath.Emulator.Organizations;

namespace Antpath.Emulator.Transport;

/// <summary>Puts replies on the wire, whole or as a fault wants them.</summary>
internal static class ReplyWriter
{
    private const int CopyBytes = 64 * 1024;
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);

    public static async Task WriteAsync(HttpContext http, ApiReply reply, FaultDraw fault, EmulatorState emulator)
    {
        try
        {
            switch (reply)
            {
                case ApiReply.Json json:
                    await emulator.WaitAsync(json.Late, http.RequestAborted);
                    http.Response.StatusCode = json.Status;
                    http.Response.ContentType = json.ContentType;
                    await WriteBodyAsync(http, new MemoryStream(json.Body, writable: false), json.Body.Length, fault, emulator);
                    break;
                case ApiReply.Download download:
                    http.Response.ContentType = download.MimeType;
                    await using (Stream content = download.Content.Open())
                        await WriteBodyAsync(http, content, download.Content.Length, fault, emulator);
                    break;
                case ApiReply.EventStream stream:
                    await WriteEventsAsync(http, stream.Subscription, fault, emulator);
                    break;
                default:
                    throw new InvalidOperationException($"a reply of kind {reply.GetType().Name} cannot be written");
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
    }

    private static async Task WriteBodyAsync(HttpContext http, Stream content, long length, FaultDraw fault, EmulatorState emulator)
    {
        if (http.Response.StatusCode == 204)
            return;
        http.Response.ContentLength = fault.DeclaredLength(length);
        long allowed = fault.WrittenLength(length);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(fault.ChunkBytes(CopyBytes));
        try
        {
            int read;
            while (allowed > 0 && (read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(fault.ChunkBytes(CopyBytes), allowed)), http.RequestAborted)) > 0)
            {
                await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
                allowed -= read;
                await fault.BetweenChunksAsync(http, emulator);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        if (fault.CutsOff)
        {
            await http.Response.Body.FlushAsync(http.RequestAborted);
            http.Abort();
        }
    }

    private static async Task WriteEventsAsync(HttpContext http, EventSubscription subscription, FaultDraw fault, EmulatorState emulator)
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        await http.Response.Body.FlushAsync(http.RequestAborted); // so that the client knows it is connected before anything happens
        SchedulePing(subscription, emulator);
        try
        {
            await foreach (ReadOnlyMemory<byte> frame in subscription.ReadFramesAsync(http.RequestAborted))
            {
                await WriteFramesAsync(http, fault.Frames(frame), fault, emulator);
                if (fault.CutsOff && fault.StreamSpent())
                {
                    http.Abort();
                    return;
                }
            }
            await WriteFramesAsync(http, fault.LastFrames(), fault, emulator);
        }
        finally
        {
            subscription.Close();
        }
    }

    private static async Task WriteFramesAsync(HttpContext http, IEnumerable<ReadOnlyMemory<byte>> frames, FaultDraw fault, EmulatorState emulator)
    {
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            await http.Response.Body.WriteAsync(frame, http.RequestAborted);
            await fault.BetweenChunksAsync(http, emulator);
        }
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private static void SchedulePing(EventSubscription subscription, EmulatorState emulator) => emulator.Scheduler.After(PingEvery, () =>
    {
        if (!subscription.Open)
            return;
        subscription.Ping();
        SchedulePing(subscription, emulator);
    });
}
