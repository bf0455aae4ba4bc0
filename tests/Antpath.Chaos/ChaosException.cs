namespace Antpath.Chaos;

/// <summary>The chaos run itself cannot go on. The message says why; nothing is said about the product.</summary>
internal sealed class ChaosException(string message) : Exception(message);
