using System.Text.Json.Nodes;
using Antpath.Emulator.Files;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Snapshots;

/// <summary>What a recorded session did: its turns event by event, and the files it left.</summary>
internal sealed class Snapshot(IReadOnlyList<IReadOnlyList<RecordedEvent>> turns, IReadOnlyList<OutputFile> files)
{
    private const int FilesMax = 100;
    private const int LinesMax = 50_000;
    private static readonly TimeSpan GapMax = TimeSpan.FromHours(1);

    /// <summary>All snapshots of a folder as scenarios named after their files.</summary>
    public static IReadOnlyList<Scenario> Load(string? folder)
    {
        if (folder is null)
            return [];
        string[] paths = [.. Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal)];
        if (paths.Length > FilesMax)
            throw new EmulatorSettingsException($"snapshotFolder: holds more than {FilesMax} snapshots.");
        return [.. paths.Select(path => Read(path).AsScenario(Path.GetFileNameWithoutExtension(path)))];
    }

    public static Snapshot Read(string path)
    {
        if (new FileInfo(path).Length > EmulatorLimits.SnapshotFileBytesMax)
            throw new EmulatorSettingsException($"{path}: larger than {EmulatorLimits.SnapshotFileBytesMax} bytes.");
        var events = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var files = new Dictionary<string, OutputFile>(StringComparer.Ordinal);
        int number = 0;
        foreach (string text in File.ReadLines(path).Where(text => text.Length > 0))
        {
            if (++number > LinesMax)
                throw new EmulatorSettingsException($"{path}: more than {LinesMax} lines.");
            SnapshotLine line = SnapshotLine.Parse(text, $"{path}:{number}");
            if (line is not { Status: 200, Method: "GET", Response: JsonObject { } page } || page["data"] is not JsonArray rows)
                continue;
            try
            {
                foreach (JsonObject row in rows.OfType<JsonObject>())
                    Collect(row, events, files);
            }
            catch (Exception unreadable) when (unreadable is InvalidOperationException or FormatException)
            {
                throw new EmulatorSettingsException($"{path}:{number}: an event or a file has a member of the wrong type.", unreadable);
            }
        }
        return new Snapshot(Split(events.Values), [.. files.Values]);
    }

    private Scenario AsScenario(string name) =>
        new(name, $"Replays the recorded session of {name}.jsonl; timing=off replays it as fast as possible.", (context, request) =>
        {
            bool timed = !request.Parameters.TryGetValue("timing", out string? timing) || timing != "off";
            int turn = Math.Min(context.Turn, turns.Count - 1);
            return turn < 0 ? [] : Play(turns[turn], timed, lastTurn: turn == turns.Count - 1);
        });

    private IEnumerable<Beat> Play(IReadOnlyList<RecordedEvent> turn, bool timed, bool lastTurn)
    {
        bool started = false;
        bool waits = false;
        foreach (RecordedEvent recorded in turn)
        {
            if (started && timed && recorded.Gap > TimeSpan.Zero)
                yield return new Beat.Wait(recorded.Gap < GapMax ? recorded.Gap : GapMax);
            switch (recorded.Type)
            {
                case "session.status_running" when !started:
                    started = true; // the turn's own start said so already
                    break;
                case "session.status_idle" when AwaitedBy(recorded) is { } awaited:
                    if (!waits) // the rest of them is announced by the turn itself
                        yield return new Beat.Awaits(awaited);
                    waits = true;
                    break;
                case "session.status_running" when waits:
                    waits = false; // said by the turn itself
                    break;
                case "session.status_idle":
                    if (lastTurn)
                        yield return new Beat.Leaves(files);
                    yield return new Beat.Stops((string?)recorded.Fields["stop_reason"]?["type"] ?? "end_turn", (string?)recorded.Fields["stop_details"]?["category"]);
                    break;
                case "session.status_terminated":
                    yield return new Beat.Terminates();
                    break;
                case "session.status_rescheduled" or "session.status_running":
                    yield return new Beat.Becomes(Rescheduling: recorded.Type == "session.status_rescheduled");
                    break;
                case "session.usage" or "session.updated" or "session.deleted":
                case { } own when own.StartsWith("session.thread_status_", StringComparison.Ordinal) || own.StartsWith("user.", StringComparison.Ordinal):
                    break; // written by the session itself
                default:
                    yield return new Beat.Recorded(recorded.Id, recorded.Type, recorded.Fields);
                    break;
            }
        }
    }

    /// <summary>The calls that a recorded idle waits for; null when it ends the turn.</summary>
    private static List<string>? AwaitedBy(RecordedEvent recorded) =>
        (string?)recorded.Fields["stop_reason"]?["type"] == "requires_action" && recorded.Fields["stop_reason"]!["event_ids"] is JsonArray ids
            ? [.. ids.Select(id => (string?)id ?? "")]
            : null;

    private static void Collect(JsonObject row, Dictionary<string, JsonObject> events, Dictionary<string, OutputFile> files)
    {
        if ((string?)row["id"] is not { Length: > 0 } id)
            return;
        if ((string?)row["type"] == "file")
        {
            if (row["downloadable"] is { } downloadable && (bool)downloadable)
            {
                long size = Math.Clamp((long?)row["size_bytes"] ?? 0, 0, EmulatorLimits.GeneratedFileBytesMax);
                files[id] = new OutputFile((string?)row["filename"] ?? "file", new FileContent.Generated(size, files.Count));
            }
        }
        else if (row.ContainsKey("processed_at") && row["processed_at"] is not null)
        {
            events[id] = row;
        }
    }

    private static List<IReadOnlyList<RecordedEvent>> Split(IEnumerable<JsonObject> events)
    {
        var turns = new List<IReadOnlyList<RecordedEvent>>();
        var turn = new List<RecordedEvent>();
        DateTimeOffset? before = null;
        foreach (JsonObject row in events.OrderBy(row => At(row)))
        {
            DateTimeOffset at = At(row);
            turn.Add(Strip(row, at - (before ?? at)));
            before = at;
            if (turn[^1].Type is not ("session.status_idle" or "session.status_terminated") || AwaitedBy(turn[^1]) is not null)
                continue;
            turns.Add(turn);
            turn = [];
        }
        if (turn.Exists(recorded => recorded.Type == "session.status_running")) // the recording ends while the session waits or works
            turns.Add(turn);
        return turns;
    }

    private static RecordedEvent Strip(JsonObject row, TimeSpan gap)
    {
        var fields = (JsonObject)row.DeepClone();
        fields.Remove("id");
        fields.Remove("type");
        fields.Remove("processed_at");
        return new RecordedEvent((string)row["id"]!, (string?)row["type"] ?? "", gap, fields);
    }

    private static DateTimeOffset At(JsonObject row) =>
        Timestamps.TryRead((string)row["processed_at"]!, out DateTimeOffset at) ? at : throw new EmulatorSettingsException("A recorded event has no readable processed_at.");
}
