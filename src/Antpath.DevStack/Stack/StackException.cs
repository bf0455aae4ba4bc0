namespace Antpath.DevStack.Stack;

/// <summary>The stack cannot go on, and the message says what to do about it.</summary>
internal sealed class StackException(string message) : Exception(message);
