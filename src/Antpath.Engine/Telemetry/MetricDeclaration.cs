namespace Antpath.Engine.Telemetry;

/// <summary>One metric of ours: its instrument, its export and its line in the documentation are all made from this.</summary>
/// <param name="Name">As OpenTelemetry writes names.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Unit">A unit of UCUM, or <c>{thing}</c>.</param>
/// <param name="Meaning">One sentence for operators.</param>
/// <param name="Tags">The only tags that are exported with it. Each takes its values from a closed set of words: no ids, names or addresses.</param>
public sealed record MetricDeclaration(string Name, MetricKind Kind, string Unit, string Meaning, params IReadOnlyList<string> Tags);
