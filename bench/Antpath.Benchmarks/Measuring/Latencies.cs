namespace Antpath.Benchmarks.Measuring;

/// <summary>Milliseconds, added from many tasks.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];

    public int Count
    {
        get
        {
            lock (_milliseconds)
                return _milliseconds.Count;
        }
    }

    public void Add(TimeSpan elapsed)
    {
        lock (_milliseconds)
            _milliseconds.Add(elapsed.TotalMilliseconds);
    }

    /// <param name="share">From 0 to 1.</param>
    /// <returns>Zero when nothing was measured.</returns>
    public double At(double share)
    {
        lock (_milliseconds)
        {
            if (_milliseconds.Count == 0)
                return 0;
            _milliseconds.Sort();
            return _milliseconds[Math.Min(_milliseconds.Count - 1, (int)(share * _milliseconds.Count))];
        }
    }
}
