using System.Text.Json.Nodes;
using Antpath.Emulator.Environments;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Vaults;

/// <summary>Reads <c>auth</c> of a new credential (§9.2).</summary>
internal static class CredentialAuthRules
{
    private const int SecretCharsMax = 65_536;
    private const int HostsMax = 16;

    public static CredentialAuth Read(JsonFields body, DateTimeOffset now)
    {
        JsonFields auth = body.RequiredChild("auth");
        CredentialAuth read = auth.RequiredOneOf("type", "static_bearer", "mcp_oauth", "environment_variable") switch
        {
            "static_bearer" => ReadBearer(auth),
            "mcp_oauth" => ReadOAuth(auth, now),
            _ => ReadVariable(auth),
        };
        auth.RefuseUnknown();
        return read;
    }

    public static void CheckFuture(JsonFields auth, DateTimeOffset now, JsonObject shown)
    {
        if (auth.Text("expires_at", 1, 64) is not { } text)
            return;
        if (!Timestamps.TryRead(text, out DateTimeOffset at) || at <= now)
            throw auth.Wrong("expires_at", "must be an RFC 3339 date-time in the future");
        shown["expires_at"] = Timestamps.Write(at);
    }

    public static JsonObject ReadNetworking(JsonFields auth)
    {
        JsonFields networking = auth.RequiredChild("networking");
        string type = networking.RequiredOneOf("type", "unrestricted", "limited");
        var shown = new JsonObject { ["type"] = type };
        if (type == "limited")
        {
            IReadOnlyList<string> hosts = networking.Texts("allowed_hosts", HostsMax, 255) ?? throw networking.Wrong("allowed_hosts", "is required");
            if (hosts.FirstOrDefault(host => !HostPattern.Valid(host)) is not null)
                throw networking.Wrong("allowed_hosts", "hosts are bare names, IPv4 addresses or *. patterns");
            shown["allowed_hosts"] = JsonText.Strings(hosts);
        }
        networking.RefuseUnknown();
        return shown;
    }

    private static CredentialAuth ReadBearer(JsonFields auth)
    {
        (string url, string key) = ReadServer(auth);
        string token = auth.RequiredText("token", 1, SecretCharsMax);
        return new CredentialAuth("static_bearer", key, JsonText.Freeze(new JsonObject { ["type"] = "static_bearer", ["mcp_server_url"] = url }), token, false);
    }

    private static CredentialAuth ReadOAuth(JsonFields auth, DateTimeOffset now)
    {
        (string url, string key) = ReadServer(auth);
        string token = auth.RequiredText("access_token", 1, SecretCharsMax);
        var shown = new JsonObject { ["type"] = "mcp_oauth", ["mcp_server_url"] = url };
        CheckFuture(auth, now, shown);
        JsonFields? refresh = auth.Child("refresh");
        if (refresh is not null)
            shown["refresh"] = ReadRefresh(refresh);
        return new CredentialAuth("mcp_oauth", key, JsonText.Freeze(shown), token, refresh is not null);
    }

    private static JsonObject ReadRefresh(JsonFields refresh)
    {
        var shown = new JsonObject { ["client_id"] = refresh.RequiredText("client_id", 1, 2_048) };
        refresh.RequiredText("refresh_token", 1, SecretCharsMax);
        shown["token_endpoint"] = refresh.RequiredText("token_endpoint", 1, 2_048);
        JsonFields endpoint = refresh.RequiredChild("token_endpoint_auth");
        string type = endpoint.RequiredOneOf("type", "none", "client_secret_basic", "client_secret_post");
        if (type != "none")
            endpoint.RequiredText("client_secret", 1, SecretCharsMax);
        endpoint.RefuseUnknown();
        shown["token_endpoint_auth"] = new JsonObject { ["type"] = type };
        foreach (string optional in (ReadOnlySpan<string>)["scope", "resource"])
        {
            if (refresh.Text(optional, 1, 2_048) is { } value)
                shown[optional] = value;
        }
        refresh.RefuseUnknown();
        return shown;
    }

    private static CredentialAuth ReadVariable(JsonFields auth)
    {
        string name = auth.RequiredText("secret_name", 1, 256);
        string value = auth.RequiredText("secret_value", 1, SecretCharsMax);
        JsonObject networking = ReadNetworking(auth);
        var injection = new JsonObject { ["header"] = true, ["body"] = true };
        if (auth.Sent("injection_location"))
        {
            JsonFields location = auth.Child("injection_location") ?? throw auth.Wrong("injection_location", "must be an object");
            (bool header, bool inBody) = (location.Flag("header") ?? false, location.Flag("body") ?? false);
            if (location.SentAsNull("header") || location.SentAsNull("body") || !(header || inBody))
                throw auth.Wrong("injection_location", "needs header, body or both to be true");
            location.RefuseUnknown();
            (injection["header"], injection["body"]) = (header, inBody);
        }
        var shown = new JsonObject { ["type"] = "environment_variable", ["secret_name"] = name, ["networking"] = networking, ["injection_location"] = injection };
        return new CredentialAuth("environment_variable", name, JsonText.Freeze(shown), value, false);
    }

    private static (string Url, string Key) ReadServer(JsonFields auth)
    {
        string url = auth.RequiredText("mcp_server_url", 1, 2_048);
        return (url, McpServerUrl.Normalize(url) ?? throw auth.Wrong("mcp_server_url", "must be an absolute http or https URL"));
    }
}
