using Antpath.Json;

namespace Antpath.Problems;

/// <summary>
/// Walks everything outside of <c>secrets</c>, known members or not, and reports names that announce a secret and texts
/// that look like one.
/// </summary>
internal static class SecretScan
{
    public static void Scan(JsonTree tree, JsonPointer at, ProblemList problems)
    {
        if (at.IsUnderSecrets)
            return;

        switch (tree)
        {
            case JsonTree.Members members:
                foreach (var (name, value) in members.All)
                {
                    var place = at.Member(name);
                    if (!place.IsUnderSecrets)
                        ScanName(name, at, problems);

                    Scan(value, place, problems);
                }

                break;
            case JsonTree.List list:
                for (var i = 0; i < list.Items.Count; i++)
                    Scan(list.Items[i], at.Item(i), problems);

                break;
            case JsonTree.Text text when SecretShapes.FindIn(text.Value) is { } title:
                ReportValue(title, at, problems);
                break;
        }
    }

    public static void ReportValue(string title, JsonPointer at, ProblemList problems) =>
        problems.Add(at, ProblemCodes.SecretValueOutsideSecrets, $"The text holds what looks like {title}. Remove it, and replace that credential: secrets travel only in the submission's 'secrets'.");

    private static void ScanName(string name, JsonPointer owner, ProblemList problems)
    {
        if (SecretShapes.FindIn(name) is { } title)
            problems.Add(owner, ProblemCodes.SecretValueOutsideSecrets, $"A member's name holds what looks like {title}. Remove it, and replace that credential: secrets travel only in the submission's 'secrets'.");
        else if (SecretNames.Announces(name))
            problems.Add(owner.Member(name), ProblemCodes.SecretOutsideSecrets, "The member has the name of a secret. Secrets travel only in the submission's 'secrets'; if it is none, rename it.");
    }
}
