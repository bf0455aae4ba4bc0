using System.Globalization;
using System.Reflection;

namespace Antpath.Conformance.Tests.Target;

/// <summary>What the suite may cost. A session costs nothing until it gets a message (§14), and then at most its budget and one model request (§14).</summary>
public sealed class Spending(ConformanceSettings settings)
{
    private int _reservedCents;
    private int _spentCents;

    public string Summary => $"Reserved {_reservedCents} of at most {settings.CentsMax} US cents; the sessions report {_spentCents} cents at list price.";

    /// <summary>The first thing a person sees when money is at stake.</summary>
    public string Estimate()
    {
        int turns = typeof(Spending).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(IsPaid)
            .Sum(method => Math.Max(1, method.GetCustomAttributes<InlineDataAttribute>().Count()));
        return $"Up to {turns} turns of {settings.Model}, each in a session with a budget of {settings.SessionCents} US cents: at most about {turns * settings.SessionCents} cents. "
            + $"After {settings.CentsMax} reserved cents the remaining turns are skipped.";
    }

    /// <summary>Sets one session's budget aside, or skips the test.</summary>
    public void Reserve()
    {
        Assert.SkipWhen(
            _reservedCents + settings.SessionCents > settings.CentsMax,
            $"The suite's spending cap of {settings.CentsMax} US cents is used up; raise ANTPATH_CONFORMANCE_CENTS_MAX to ask this too.");
        _reservedCents += settings.SessionCents;
    }

    public void Book(string cents) => _spentCents += int.Parse(cents, CultureInfo.InvariantCulture);

    private static bool IsPaid(MethodInfo method) =>
        method.GetCustomAttributes<TraitAttribute>().Any(trait => trait is { Name: "Category", Value: "Live" });
}
