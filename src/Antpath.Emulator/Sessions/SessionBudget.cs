using System.Globalization;
using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

/// <summary>The cap on list cost (§12.1): integer cents, USD.</summary>
internal sealed record SessionBudget(long Cents)
{
    public static SessionBudget? Read(JsonFields body)
    {
        if (body.Child("budget") is not { } budget)
            return null;
        budget.RequiredOneOf("type", "limit");
        JsonFields cost = budget.RequiredChild("max_list_cost");
        string amount = cost.RequiredText("amount", 1, 12);
        cost.RequiredOneOf("currency", "USD");
        cost.RefuseUnknown();
        budget.RefuseUnknown();
        return amount.All(char.IsAsciiDigit) && amount[0] != '0'
            ? new SessionBudget(long.Parse(amount, CultureInfo.InvariantCulture))
            : throw cost.Wrong("amount", "must be a whole number of cents above 0, without leading zeros, as a string");
    }

    public JsonObject Render() => new()
    {
        ["type"] = "limit",
        ["max_list_cost"] = new JsonObject { ["amount"] = Cents.ToString(CultureInfo.InvariantCulture), ["currency"] = "USD" },
    };
}
