using Antpath.Server.Problems;

namespace Antpath.Server.OpenApi;

/// <summary>The refusals of one operation, for the API description.</summary>
internal sealed record RefusalDescription(IReadOnlyList<ProblemKind> Kinds);
