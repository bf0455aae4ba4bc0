namespace Antpath.Runs;

/// <summary>
/// Says how a person removes what clean-up gave up, the same in the API, the command line and the dashboard. The calls are those of the provider
/// contract, §5 and §1.2; an address other than the provider's own is taken from <c>ANTHROPIC_BASE_URL</c>, as its own tools do.
/// </summary>
public static class RemedySentence
{
    private const string Sweep = "antpath doctor --sweep";
    private const string Headers = """-H "x-api-key: $ANTHROPIC_API_KEY" -H "anthropic-version: 2023-06-01" """;
    private const string Beta = """-H "anthropic-beta: managed-agents-2026-04-01" """;
    private const string Address = "${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/";

    /// <summary>The remedy for one journal entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>Null when nothing is left, when it was kept on purpose, or while clean-up still works on it.</returns>
    public static Remedy? Of(ResourceView entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.CleanupStatus != CleanupStatus.Failed || entry.State == "absent")
            return null;
        if (entry.ProviderId is not { } id)
        {
            return new Remedy
            {
                Message = $"Whether this {entry.Type} came into being was never found out. {Sweep} searches for it, and removes it, with a valid key of the workspace at "
                    + $"Anthropic that the run's key belonged to; there its name is {entry.ProviderName}.",
                Command = Sweep,
            };
        }

        return Call(entry, Uri.EscapeDataString(id)) is var (message, command)
            ? new Remedy { Message = $"{message} That needs a valid key of the workspace at Anthropic that the run's key belonged to. {Sweep}, with a token of scope admin, does it for everything that was left.", Command = command }
            : new Remedy { Message = $"{Sweep} removes it, with a valid key of the workspace at Anthropic that the run's key belonged to.", Command = Sweep };
    }

    private static (string Message, string Command)? Call(ResourceView entry, string id) => entry.Type switch
    {
        "session" => ("Delete the session. While it runs that is refused: interrupt it first.", Delete(Beta, $"sessions/{id}")),
        "agent" => ("Archive the agent: the provider deletes none, and an archived one cannot be used any more.", Archive($"agents/{id}")),
        "environment" => ("Delete the environment, after the run's session: one that a session uses is kept.", Delete(Beta, $"environments/{id}")),
        "vault" => ("Delete the vault; the credentials in it go with it.", Delete(Beta, $"vaults/{id}")),
        "credential" when entry.ParentProviderId is { } vault =>
            ("Delete the credential, or its vault with everything in it.", Delete(Beta, $"vaults/{Uri.EscapeDataString(vault)}/credentials/{id}")),
        "skill" => ("Delete the skill with all its versions.", Delete("", $"skills/{id}")),
        "file" => ("Delete the file.", Delete("", $"files/{id}")),
        _ => null,
    };

    private static string Delete(string beta, string path) => $"curl --fail-with-body -X DELETE {Headers}{beta}\"{Address}{path}\"";

    private static string Archive(string path) => $"curl --fail-with-body -X POST -H \"content-length: 0\" {Headers}{Beta}\"{Address}{path}/archive\"";
}
