using System.Globalization;
using System.Text.Json;

namespace Antpath.Emulator;

/// <summary>Reads options from arguments and a JSON file. The command line wins over the file.</summary>
internal static class EmulatorSettings
{
    private const int FileBytesMax = 64 * 1024;

    private static readonly HashSet<string> FixedAtStart = new(StringComparer.OrdinalIgnoreCase)
    {
        "port", "seed", "scenario", "snapshotFolder", "createsPerMinute", "readsPerMinute", "environmentCallsPerMinute", "fileCallsPerMinute",
    };

    private static readonly Dictionary<string, Action<EmulatorOptions, string>> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["port"] = (options, text) => options.Port = Int(text),
        ["speed"] = (options, text) => options.Speed = double.Parse(text, CultureInfo.InvariantCulture),
        ["seed"] = (options, text) => options.Seed = Int(text),
        ["statusLag"] = (options, text) => options.StatusLag = Span(text),
        ["outputLag"] = (options, text) => options.OutputLag = Span(text),
        ["listingDelay"] = (options, text) => options.ListingDelay = Span(text),
        ["interruptDelay"] = (options, text) => options.InterruptDelay = Span(text),
        ["environmentNamesUnique"] = (options, text) => options.EnvironmentNamesUnique = bool.Parse(text),
        ["environmentInUseStatus"] = (options, text) => options.EnvironmentInUseStatus = Int(text),
        ["conflictErrorType"] = (options, text) => options.ConflictErrorType = text,
        ["archiveRepeatStatus"] = (options, text) => options.ArchiveRepeatStatus = Int(text),
        ["queuedEventsListed"] = (options, text) => options.QueuedEventsListed = bool.Parse(text),
        ["mountedCopiesListed"] = (options, text) => options.MountedCopiesListed = bool.Parse(text),
        ["contactMcpServers"] = (options, text) => options.ContactMcpServers = bool.Parse(text),
        ["rateLimits"] = (options, text) => options.RateLimits = bool.Parse(text),
        ["createsPerMinute"] = (options, text) => options.CreatesPerMinute = Int(text),
        ["readsPerMinute"] = (options, text) => options.ReadsPerMinute = Int(text),
        ["environmentCallsPerMinute"] = (options, text) => options.EnvironmentCallsPerMinute = Int(text),
        ["environmentCallsInFlightMax"] = (options, text) => options.EnvironmentCallsInFlightMax = Int(text),
        ["fileCallsPerMinute"] = (options, text) => options.FileCallsPerMinute = Int(text),
        ["interruptIdEmpty"] = (options, text) => options.InterruptIdEmpty = bool.Parse(text),
        ["archivedSessionsHoldEnvironments"] = (options, text) => options.ArchivedSessionsHoldEnvironments = bool.Parse(text),
        ["clockSkew"] = (options, text) => options.ClockSkew = Span(text),
        ["heldBytesMax"] = (options, text) => options.HeldBytesMax = long.Parse(text, CultureInfo.InvariantCulture),
        ["scenario"] = (options, text) => options.Scenario = text,
        ["deletedSessionsRemembered"] = (options, text) => options.DeletedSessionsRemembered = Int(text),
        ["snapshotFolder"] = (options, text) => options.SnapshotFolder = text,
    };

    /// <summary>Every setting by its name.</summary>
    public static IReadOnlyCollection<string> Names => Settings.Keys;

    /// <summary>Whether a setting counts at the start only.</summary>
    public static bool Fixed(string name) => FixedAtStart.Contains(name);

    /// <exception cref="EmulatorSettingsException">An argument or a setting is unknown or cannot be read.</exception>
    public static EmulatorOptions Read(string[] args)
    {
        var options = new EmulatorOptions();
        var fromLine = new List<(string Name, string Text)>();
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : throw new EmulatorSettingsException($"{args[i]} needs a value.");
            switch (args[i])
            {
                case "--config":
                    ReadFile(options, value);
                    break;
                case "--set":
                    string[] pair = value.Split('=', 2);
                    fromLine.Add(pair.Length == 2 ? (pair[0], pair[1]) : throw new EmulatorSettingsException("--set takes NAME=VALUE."));
                    break;
                case "--snapshots":
                    fromLine.Add(("snapshotFolder", value));
                    break;
                case "--port" or "--speed" or "--scenario" or "--seed":
                    fromLine.Add((args[i][2..], value));
                    break;
                default:
                    throw new EmulatorSettingsException($"{args[i]} is not an option.");
            }
        }
        foreach ((string name, string text) in fromLine)
            Set(options, name, text);
        return options;
    }

    private static void ReadFile(EmulatorOptions options, string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > FileBytesMax })
            throw new EmulatorSettingsException($"{path} is larger than {FileBytesMax} bytes.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            foreach (JsonProperty setting in document.RootElement.EnumerateObject())
            {
                if (setting.NameEquals("faults"))
                    options.Faults = [.. setting.Value.EnumerateArray().Select(fault => fault.Clone())];
                else
                    Set(options, setting.Name, setting.Value.ToString());
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            throw new EmulatorSettingsException($"{path} is not a JSON object of settings: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Changes settings of a running emulator; the ones that only count at its start are refused.</summary>
    /// <exception cref="EmulatorSettingsException">A setting is unknown, unreadable, out of range or fixed.</exception>
    public static void Change(EmulatorOptions options, JsonElement settings)
    {
        EmulatorOptions tried = options.Copy();
        foreach (JsonProperty setting in settings.EnumerateObject())
        {
            if (FixedAtStart.Contains(setting.Name))
                throw new EmulatorSettingsException($"{setting.Name} is fixed once the emulator runs.");
            Set(tried, setting.Name, setting.Value.ToString());
        }
        tried.Validate();
        foreach (JsonProperty setting in settings.EnumerateObject())
            Set(options, setting.Name, setting.Value.ToString());
    }

    private static void Set(EmulatorOptions options, string name, string text)
    {
        if (!Settings.TryGetValue(name, out Action<EmulatorOptions, string>? set))
            throw new EmulatorSettingsException($"There is no setting {name}; there are {string.Join(", ", Settings.Keys)}.");
        try
        {
            set(options, text);
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            throw new EmulatorSettingsException($"{name} cannot be {text}.", unreadable);
        }
    }

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Span(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);
}
