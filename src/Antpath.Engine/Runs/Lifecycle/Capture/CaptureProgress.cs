using Antpath.Engine.Runs.Lifecycle.Journal;

namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>How far one part of a capture is.</summary>
/// <param name="Next">What the step answers because there is more to do, or null.</param>
/// <param name="Closing">When there is not: what remains to be written.</param>
internal sealed record CaptureProgress(StepResult? Next, IReadOnlyList<StepWrite> Closing);
