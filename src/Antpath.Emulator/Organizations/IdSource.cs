namespace Antpath.Emulator.Organizations;

/// <summary>Makes ids with the prefixes of §5. The rest of an id means nothing.</summary>
internal sealed class IdSource(Random random)
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int CharsAfterPrefix = 22;

    private readonly Lock _gate = new();

    public string Next(string prefix)
    {
        lock (_gate)
            return string.Concat(prefix, "01", new string(random.GetItems(Alphabet.AsSpan(), CharsAfterPrefix)));
    }

    public double Draw()
    {
        lock (_gate)
            return random.NextDouble();
    }
}
