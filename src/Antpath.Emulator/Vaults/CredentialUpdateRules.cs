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
            UpdateRefresh(auth, shown);
        }
        if (current.Type == "environment_variable")
            UpdateVariable(auth, shown);
        auth.RefuseUnknown();
        return current with { Shown = JsonText.Freeze(shown), Secret = secret ?? current.Secret };
    }

    // The emulator refreshes nothing; it keeps what it shows (§9.2).
    private static void UpdateRefresh(JsonFields auth, JsonObject shown)
    {
        if (auth.Child("refresh") is not { } refresh)
            return;
        if (shown["refresh"] is not JsonObject kept)
            throw auth.Wrong("refresh", "the credential was created without one");
        refresh.Text("refresh_token", 1, SecretCharsMax);
        if (refresh.Text("scope", 1, 2_048) is { } scope)
            kept["scope"] = scope;
        if (refresh.Child("token_endpoint_auth") is { } endpoint)
        {
            if (endpoint.RequiredOneOf("type", "client_secret_basic", "client_secret_post") != (string?)kept["token_endpoint_auth"]!["type"])
                throw endpoint.Wrong("type", "cannot be changed");
            endpoint.Text("client_secret", 1, SecretCharsMax);
            endpoint.RefuseUnknown();
        }
        refresh.RefuseUnknown();
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
        if (!auth.Sent("injection_location"))
            return;
        JsonFields location = auth.Child("injection_location") ?? throw auth.Wrong("injection_location", "must be an object");
        var merged = (JsonObject)shown["injection_location"]!;
        bool header = location.Flag("header") ?? (bool)merged["header"]!;
        bool inBody = location.Flag("body") ?? (bool)merged["body"]!;
        if (!header && !inBody)
            throw auth.Wrong("injection_location", "needs header, body or both to be true");
        location.RefuseUnknown();
        (merged["header"], merged["body"]) = (header, inBody);
    }
}
