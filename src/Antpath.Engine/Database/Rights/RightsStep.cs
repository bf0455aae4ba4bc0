namespace Antpath.Engine.Database.Rights;

/// <summary>Statements that belong into one transaction, and may run again: about the roles, or about one table's security, or what roles may do with it.</summary>
/// <param name="Statements">In order, without semicolons at their ends.</param>
internal sealed record RightsStep(IReadOnlyList<string> Statements);
