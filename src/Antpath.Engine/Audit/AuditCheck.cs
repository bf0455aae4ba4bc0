using Antpath.Audit;

namespace Antpath.Engine.Audit;

/// <summary>What came of computing the newest part of a chain again.</summary>
/// <param name="Head">The end of the chain.</param>
/// <param name="Lines">Lines that were computed and hold.</param>
/// <param name="Break">Where and how the chain is broken; null when all that was computed holds.</param>
public sealed record AuditCheck(AuditHead Head, long Lines, string? Break);
