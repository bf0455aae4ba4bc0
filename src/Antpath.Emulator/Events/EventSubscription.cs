using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Antpath.Emulator.Events;

/// <summary>One open event stream (§13.7): only what happens after it opened, nothing is replayed.</summary>
internal sealed class EventSubscription(IReadOnlyList<string> deltas)
{
    private readonly Channel<ReadOnlyMemory<byte>> _frames = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(EmulatorLimits.SubscriberFramesMax) { SingleReader = true });

    private long _waitingBytes;

    public bool Open { get; private set; } = true;

    /// <summary>Frames in the wire form, each with an <c>event:</c> and a <c>data:</c> line (§1.5).</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadFramesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ReadOnlyMemory<byte> frame in _frames.Reader.ReadAllAsync(cancellationToken))
        {
            Interlocked.Add(ref _waitingBytes, -frame.Length);
            yield return frame;
        }
    }

    public void Publish(string type, JsonElement json)
    {
        if (deltas.Contains(type))
            PublishDeltas(type, json);
        Write(type, json.GetRawText());
    }

    public void Ping() => Write("ping", """{"type":"ping"}""");

    public void Close()
    {
        Open = false;
        _frames.Writer.TryComplete();
    }

    // Start and delta frames are only ever on the stream, before the stored event (§13.3).
    private void PublishDeltas(string type, JsonElement json)
    {
        string id = json.GetProperty("id").GetString()!;
        Write("event_start", $$$"""{"type":"event_start","event":{"type":"{{{type}}}","id":"{{{id}}}"}}""");
        if (!json.TryGetProperty("content", out JsonElement content))
            return;
        int index = 0;
        foreach (JsonElement block in content.EnumerateArray())
        {
            Write("event_delta", $$$"""{"type":"event_delta","event_id":"{{{id}}}","delta":{"type":"content_delta","index":{{{index}}},"content":{{{block.GetRawText()}}} } }""");
            index++;
        }
    }

    private void Write(string type, string data)
    {
        // A reader that fell this far behind is cut off; it has to list what it missed, as after any lost connection.
        byte[] frame = Encoding.UTF8.GetBytes($"event: {type}\ndata: {data}\n\n");
        if (Interlocked.Add(ref _waitingBytes, frame.Length) > EmulatorLimits.SubscriberBytesMax || !_frames.Writer.TryWrite(frame))
            Close();
    }
}
