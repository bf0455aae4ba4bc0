namespace Antpath.TestCommand;

/// <param name="Live">It is opted into (trait <c>Category=Live</c>) because it costs money or needs the outside world: skipping it is no surprise.</param>
internal sealed record SkippedTest(string Name, string Reason, bool Live);
