using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Organizations;

/// <summary>About how much memory the objects of all organizations take, and the bound on it.</summary>
internal sealed class HeldBytes(EmulatorOptions options)
{
    private const int ShareOfTheDeleted = 8;

    private long _bytes;
    private long _remembered;

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>What is remembered of deleted objects may take an eighth, lest it leave no room for new ones.</summary>
    public bool RemembersTooMuch => Interlocked.Read(ref _remembered) > options.HeldBytesMax / ShareOfTheDeleted;

    public bool Full => Bytes >= options.HeldBytesMax;

    /// <summary>Takes room for something a client wants kept.</summary>
    /// <exception cref="RefusedException">There is none left.</exception>
    public void Take(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= options.HeldBytesMax)
            return;
        Interlocked.Add(ref _bytes, -bytes);
        throw RefusedException.Invalid("the emulator's memory is full (setting heldBytesMax); delete objects, reset it or raise the setting");
    }

    /// <exception cref="RefusedException">There is no room for this much more.</exception>
    public void Check(long bytes)
    {
        Take(bytes);
        Add(-bytes);
    }

    /// <summary>Counts what cannot be refused: what a session does by itself, and with a negative number what is gone.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>Counts what is remembered of a deleted object or, negative, what is forgotten of it.</summary>
    public void Remember(long bytes)
    {
        Interlocked.Add(ref _remembered, bytes);
        Add(bytes);
    }
}
