namespace Antpath.Engine.Runs.Lifecycle.Observation;

/// <summary>Our own record that a session is being interrupted: the only thing that tells an interrupted turn from a finished one.</summary>
/// <param name="Code">What for.</param>
/// <param name="Age">How long ago it was recorded.</param>
internal sealed record Interruption(string Code, TimeSpan Age);
