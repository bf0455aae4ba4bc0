using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Faults;

/// <summary>The faults in force. The first rule that matches and hits decides.</summary>
internal sealed class FaultBook
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private int _ids;

    public JsonObject Add(FaultRule rule)
    {
        lock (_gate)
        {
            if (_entries.Count >= EmulatorLimits.FaultsMax)
                throw RefusedException.Invalid($"at most {EmulatorLimits.FaultsMax} faults may be in force");
            var entry = new Entry($"fault_{++_ids}", rule);
            _entries.Add(entry);
            return entry.Render();
        }
    }

    public JsonArray Render()
    {
        lock (_gate)
            return new JsonArray([.. _entries.Select(entry => entry.Render())]);
    }

    /// <summary>Ends one fault.</summary>
    /// <returns>What it did, or null when there is none of this id.</returns>
    public JsonObject? Remove(string id)
    {
        lock (_gate)
        {
            if (_entries.Find(entry => entry.Id == id) is not { } found)
                return null;
            _entries.Remove(found);
            return found.Render();
        }
    }

    public void Clear()
    {
        lock (_gate)
            _entries.Clear();
    }

    public FaultDraw Draw(ApiRoute route, string key)
    {
        lock (_gate)
        {
            foreach (Entry entry in _entries)
            {
                if (entry.Rule.Matches(route, key) && entry.Hit() is { } draw)
                    return draw;
            }
            return FaultDraw.None;
        }
    }

    private sealed class Entry(string id, FaultRule rule)
    {
#pragma warning disable CA5394 // repeatable on purpose
        private readonly Random _random = new(rule.Seed);
#pragma warning restore CA5394
        private int _matched;
        private int _hits;

        public string Id => id;

        public FaultRule Rule => rule;

        public FaultDraw? Hit()
        {
            double chance = _random.NextDouble();
            double delay = _random.NextDouble();
            if (++_matched <= rule.Skip || _hits >= (rule.Count ?? int.MaxValue) || chance >= rule.Probability)
                return null;
            _hits++;
            return new FaultDraw(rule, rule.Delay.At(delay));
        }

        public JsonObject Render()
        {
            JsonObject body = rule.Render();
            body["id"] = id;
            body["matched"] = _matched;
            body["hits"] = _hits;
            return body;
        }
    }
}
