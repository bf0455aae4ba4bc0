using System.Text;
using System.Text.Json;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Faults;

/// <summary>What one call suffers, if anything.</summary>
internal sealed class FaultDraw(FaultRule? rule, TimeSpan delay)
{
    public static readonly FaultDraw None = new(null, TimeSpan.Zero);

    public const string ScopeIgnoredItem = "antpath.fault.scope_ignored";
    public const string FirstPageEmptyItem = "antpath.fault.first_page_empty";

    private const int SlowChunkBytes = 64;
    private const int FramesBeforeCut = 5;
    private const int EchoCharsMax = 64 * 1024;

    private ReadOnlyMemory<byte>? _held;
    private int _frames;

    public string? Name => rule is null ? null : FaultRule.WireName(rule.Kind.ToString());

    /// <summary>Whether the connection is cut inside the answer.</summary>
    public bool CutsOff => rule?.Kind is FaultKind.TruncatedBody or FaultKind.Reset or FaultKind.WrongLength;

    public async Task BeforeAsync(ApiCall call)
    {
        (HttpContext http, EmulatorState emulator) = (call.Http, call.Emulator);
        switch (rule?.Kind)
        {
            case FaultKind.DropBefore:
                throw new FaultDropException();
            case FaultKind.StatusBefore:
                throw Refusal(call);
            case FaultKind.Latency:
                await WaitAsync(http, emulator);
                break;
            case FaultKind.LateEffect:
                await emulator.WaitAsync(delay, CancellationToken.None); // not the client's: it may be gone by then
                break;
            case FaultKind.ScopeIgnored:
                http.Items[ScopeIgnoredItem] = true;
                break;
            case FaultKind.EmptyPage:
                http.Items[FirstPageEmptyItem] = true;
                break;
            default:
                break;
        }
    }

    /// <summary>Bends a successful answer.</summary>
    public ApiReply After(ApiReply reply, ApiCall call)
    {
        switch (rule?.Kind)
        {
            case FaultKind.DropAfter:
                throw new FaultDropException();
            case FaultKind.StatusAfter:
                throw Refusal(call);
            case FaultKind.LateAnswer:
                return reply is ApiReply.Json json ? json with { Late = delay } : reply;
            case FaultKind.NoContent when call.Http.Request.Method == "DELETE":
                return new ApiReply.Json(204, []);
            case FaultKind.DuplicateEvents or FaultKind.ReorderEvents or FaultKind.RepeatedCursor when reply is ApiReply.Json page:
                return ListFaults.Bend(page, rule.Kind, call.Http.Request.Query["page"]);
            default:
                return reply;
        }
    }

    public long DeclaredLength(long length) => rule?.Kind == FaultKind.WrongLength ? length + 10 : length;

    public long WrittenLength(long length) => rule?.Kind switch
    {
        FaultKind.TruncatedBody => length / 2,
        FaultKind.Reset => Math.Min(length, 1),
        _ => length,
    };

    public int ChunkBytes(int usual) => rule?.Kind == FaultKind.SlowBody ? SlowChunkBytes : usual;

    public Task BetweenChunksAsync(HttpContext http, EmulatorState emulator) =>
        rule?.Kind == FaultKind.SlowBody ? WaitAsync(http, emulator) : Task.CompletedTask;

    /// <summary>Frames of a stream, doubled or exchanged with their neighbour.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Frames(ReadOnlyMemory<byte> frame)
    {
        if (rule?.Kind == FaultKind.DuplicateEvents)
            return [frame, frame];
        if (rule?.Kind != FaultKind.ReorderEvents)
            return [frame];
        if (_held is not { } held)
        {
            _held = frame;
            return [];
        }
        _held = null;
        return [frame, held];
    }

    /// <summary>The frame that still waits for its neighbour when the stream ends.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> LastFrames() => _held is { } held ? [held] : [];

    public bool StreamSpent() => ++_frames >= FramesBeforeCut;

    public Task WaitAsync(HttpContext http, EmulatorState emulator) => emulator.WaitAsync(delay, http.RequestAborted);

    private RefusedException Refusal(ApiCall call)
    {
        string type = rule!.Status switch
        {
            401 => "authentication_error",
            402 => "billing_error",
            403 => "permission_error",
            404 => "not_found_error",
            409 => call.Emulator.Options.ConflictErrorType,
            413 => "request_too_large",
            429 => "rate_limit_error",
            504 => "timeout_error",
            529 => "overloaded_error",
            >= 500 => "api_error",
            _ => "invalid_request_error",
        };
        return new RefusedException(rule.Status, type, rule.Echo ? Echo(call) : "a fault asked for this answer", rule.ErrorCode)
        {
            RetryAfterSeconds = rule.RetryAfterSeconds,
            ShouldRetry = rule.ShouldRetry,
            Edge = rule.Edge,
        };
    }

    private static string Echo(ApiCall call)
    {
        HttpRequest request = call.Http.Request;
        var text = new StringBuilder("refused: ").Append(request.Headers.Authorization).Append(request.Headers["x-api-key"]).Append(' ').Append(request.Path);
        if (call.Body.ValueKind == JsonValueKind.Object)
            text.Append(' ').Append(call.Body.GetRawText());
        foreach (UploadedPart part in call.Parts)
            text.Append(' ').Append(part.Filename).Append(' ').Append(Encoding.UTF8.GetString(part.Head.Span));
        return text.Length <= EchoCharsMax ? text.ToString() : text.ToString(0, EchoCharsMax);
    }
}
