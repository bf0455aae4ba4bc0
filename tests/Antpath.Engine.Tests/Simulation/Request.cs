namespace Antpath.Engine.Tests.Simulation;

/// <summary>A request on its way to the provider. When nobody waits for it any more it may still arrive.</summary>
/// <param name="Name">Who sent it, and what for.</param>
/// <param name="ArrivesBy">It takes effect by then or never.</param>
/// <param name="ArriveAsync">Its effect; null when it only asks.</param>
internal sealed record Request(string Name, DateTimeOffset ArrivesBy, Func<Task>? ArriveAsync);
