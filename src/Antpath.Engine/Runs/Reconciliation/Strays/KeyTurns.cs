using System.Security.Cryptography;
using System.Text;
using Antpath.Submission;

namespace Antpath.Engine.Runs.Reconciliation.Strays;

/// <summary>Says which provider keys are due for a search. Remembers hashes under a salt that lives only in this process; bounded, the oldest goes.</summary>
internal sealed class KeyTurns(TimeSpan every, int keysMax, TimeProvider time)
{
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, long> _takenAt = [];

    /// <summary>Whether this key's turn has come; if so, it is taken.</summary>
    public bool TryTake(SecretString apiKey)
    {
        if (every == TimeSpan.Zero)
            return false;
        var key = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(HMACSHA256.HashData(_salt, Encoding.UTF8.GetBytes(apiKey.Reveal())));
        lock (_gate)
        {
            if (_takenAt.TryGetValue(key, out var takenAt) && time.GetElapsedTime(takenAt) < every)
                return false;
            if (_takenAt.Count >= keysMax && !_takenAt.ContainsKey(key))
                _takenAt.Remove(_takenAt.MinBy(k => k.Value).Key);
            _takenAt[key] = time.GetTimestamp();
            return true;
        }
    }
}
