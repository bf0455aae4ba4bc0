namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>One row for the usage ledger.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">As the table spells it, e.g. <c>input_tokens</c>.</param>
/// <param name="Quantity">Never zero; negative when the provider corrects a cumulative figure.</param>
internal sealed record UsageLine(Guid Id, string Kind, long Quantity);
