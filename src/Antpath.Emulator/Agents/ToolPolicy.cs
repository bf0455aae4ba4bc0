namespace Antpath.Emulator.Agents;

/// <param name="Policy"><c>always_allow</c>, <c>always_ask</c> or <c>auto</c> (§7.1).</param>
internal readonly record struct ToolPolicy(bool Enabled, string Policy);
