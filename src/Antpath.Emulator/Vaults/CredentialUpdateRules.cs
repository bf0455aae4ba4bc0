using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Vaults;

/// <summary>Reads <c>auth</c> of a credential's update: secrets may change, the key and the kind may not (§9.2).</summary>
internal static class CredentialUpdateRules
{
    private const int SecretCharsMax = 65_536;

    public static CredentialAuth Read(JsonFields body, CredentialAuth current, DateTimeOffset now)
    {
        if (body.Child("auth") is not { } auth)
            return current;
        if (auth.RequiredText("type", 1, 64) != current.Type)
            throw auth.Wrong("type", "cannot be changed");
        foreach (string key in (ReadOnlySpan<string>)["mcp_server_url", "secret_name"])
        {
            if (auth.Sent(key))
                throw auth.Wrong(key, "cannot be changed; archive the credential and create another");
        }

        var shown = (JsonObject)JsonText.Node(current.Shown)!.DeepClone();
        string? secret = auth.Text(SecretField(current.Type), 1, SecretCharsMax);
        if (current.Type == "mcp_oauth")
        {
            CredentialAuthRules.CheckFuture(auth, now, shown);
            auth.Child("refresh"); // accepted; the emulator refreshes nothing
        }
        if (current.Type == "environment_variable")
            UpdateVariable(auth, shown);
        auth.RefuseUnknown();
        return current with { Shown = JsonText.Freeze(shown), Secret = secret ?? current.Secret };
    }

    private static string SecretField(string type) => type switch
    {
        "static_bearer" => "token",
        "mcp_oauth" => "access_token",
        _ => "secret_value",
    };

    private static void UpdateVariable(JsonFields auth, JsonObject shown)
    {
        if (auth.Value("networking") is not null)
            shown["networking"] = CredentialAuthRules.ReadNetworking(auth);
        if (auth.Child("injection_location") is not { } location)
            return;
        var merged = (JsonObject)shown["injection_location"]!;
        bool header = location.Flag("header") ?? (bool)merged["header"]!;
        bool inBody = location.Flag("body") ?? (bool)merged["body"]!;
        if (!header && !inBody)
            throw auth.Wrong("injection_location", "needs header, body or both to be true");
        location.RefuseUnknown();
        (merged["header"], merged["body"]) = (header, inBody);
    }
}
