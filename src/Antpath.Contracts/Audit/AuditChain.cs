using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Antpath.Audit;

/// <summary>
/// Checks a chain of audit lines, handed in from the newest to the oldest, against its head. Computes the hashes itself, independently of the
/// database that wrote them: the form is that of <c>docs/operating/audit.md</c>.
/// </summary>
internal sealed class AuditChain
{
    private const string Form = "antpath-audit-1";

    private AuditView? _newer;
    private string? _break;

    /// <param name="head">The end of the chain.</param>
    public AuditChain(AuditHead head) => Head = head;

    /// <summary>The end of the chain.</summary>
    public AuditHead Head { get; }

    /// <summary>The hash in front of the first line.</summary>
    public static string Origin { get; } = new('0', SHA256.HashSizeInBytes * 2);

    /// <summary>Lines found in order so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Takes the next older line.</summary>
    /// <returns>Where and how the chain is broken; null while it holds.</returns>
    public string? Take(AuditView line)
    {
        _break ??= _newer is null ? AfterHead(line) : After(_newer, line);
        if (_break is null)
            Lines++;
        _newer = line;
        return _break;
    }

    /// <summary>Call after the oldest line.</summary>
    /// <returns>Where and how the chain is broken; null when it holds from its head to its first line.</returns>
    public string? Finish() => _break ??= _newer switch
    {
        null when Head.Sequence == 0 && Head.Hash == Origin => null,
        null => $"The chain ends at line {Head.Sequence}, but no line is there.",
        { Sequence: not 1 } => $"Line {_newer.Sequence - 1} and all before it are missing.",
        _ => Changed(_newer, Origin),
    };

    /// <summary>The hash a line must have.</summary>
    /// <param name="line">The line.</param>
    /// <param name="previous">The hash of the line before it.</param>
    public static string HashOf(AuditView line, string previous)
    {
        var text = new StringBuilder(Form);
        Add(text, line.WorkspaceId.Value.ToString());
        Add(text, line.Sequence.ToString(CultureInfo.InvariantCulture));
        Add(text, line.Id.Value.ToString());
        Add(text, ((line.OccurredAt.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture));
        Add(text, line.AppUserId?.Value.ToString());
        Add(text, line.ApiTokenId?.Value.ToString());
        Add(text, line.Action);
        Add(text, line.TargetId);
        Add(text, line.RequestId);
        foreach (var (name, value) in line.Detail.OrderBy(d => d.Key, ByBytes))
        {
            Add(text, name);
            Add(text, value);
        }

        var hash = SHA256.HashData([.. Convert.FromHexString(previous), .. Encoding.UTF8.GetBytes(text.ToString())]);
        return string.Concat(hash.Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }

    private static readonly IComparer<string> ByBytes =
        Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));

    private static void Add(StringBuilder text, string? field)
    {
        if (field is null)
            text.Append('-');
        else
            text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(field)}:{field}");
    }

    private string? AfterHead(AuditView newest)
    {
        if (newest.Sequence != Head.Sequence)
            return $"The chain ends at line {Head.Sequence}, but the newest line is {newest.Sequence}.";
        return newest.Hash == Head.Hash ? null : $"Line {newest.Sequence} does not have the hash that the end of the chain has.";
    }

    private static string? After(AuditView newer, AuditView line)
    {
        if (newer.WorkspaceId != line.WorkspaceId)
            return $"Line {line.Sequence} is another workspace's.";
        if (line.Sequence != newer.Sequence - 1)
            return $"Line {newer.Sequence} is followed by line {line.Sequence}, not by line {newer.Sequence - 1}.";
        return Changed(newer, line.Hash);
    }

    private static string? Changed(AuditView line, string previous)
    {
        if (previous.Length == Origin.Length && previous.All(char.IsAsciiHexDigitLower) && HashOf(line, previous) == line.Hash)
            return null;
        return $"Line {line.Sequence} or the hash of the line before it was changed.";
    }
}
