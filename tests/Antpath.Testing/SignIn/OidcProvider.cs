using System.Security.Cryptography;
using System.Text.Json;
using Antpath.Testing.Node;

namespace Antpath.Testing.SignIn;

/// <summary>
/// A real OpenID Connect provider on loopback. It knows <c>alice</c> and <c>bob</c>, whose addresses it vouches for, <c>mallory</c>, who only says that she
/// has Alice's, and <c>stranger</c>. Each provider has addresses of its own, so that tests may share a database.
/// </summary>
public sealed class OidcProvider : IAsyncDisposable
{
    private readonly NodeProgram _program;

    private OidcProvider(NodeProgram program, string domain, string issuer, string clientSecret)
    {
        _program = program;
        Domain = domain;
        Issuer = new Uri(issuer);
        ClientSecret = clientSecret;
    }

    public const string ClientId = "antpath-test";

    public Uri Issuer { get; }

    public string ClientSecret { get; }

    /// <summary>What comes after the @ of its people's addresses.</summary>
    public string Domain { get; }

    public string Alice => $"alice@{Domain}";

    public string Bob => $"bob@{Domain}";

    public static async Task<OidcProvider> StartAsync(CancellationToken cancellationToken)
    {
        var domain = $"{RandomNumberGenerator.GetHexString(12, lowercase: true)}.example.test";
        var secret = RandomNumberGenerator.GetHexString(40, lowercase: true);
        var accounts = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["alice"] = new { email = $"alice@{domain}", email_verified = true, name = "Alice Example" },
            ["bob"] = new { email = $"bob@{domain}", email_verified = true, name = "Bob Example" },
            ["mallory"] = new { email = $"alice@{domain}", email_verified = false, name = "Mallory Example" },
            ["stranger"] = new { email = $"stranger@{domain}", email_verified = true, name = "Stranger Example" },
        });
        var folder = await Counterparts.InstallAsync(cancellationToken);
        var program = NodeProgram.Start("node", folder, ["oidc-provider.mjs", ClientId, secret, accounts]);
        try
        {
            return new OidcProvider(program, domain, await program.AnnouncedAsync("issuer=", cancellationToken), secret);
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Settings of a server that offers it under a name.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings(string name) =>
    [
        new($"ANTPATH_SIGNIN_{name.ToUpperInvariant()}_ISSUER", Issuer.ToString()),
        new($"ANTPATH_SIGNIN_{name.ToUpperInvariant()}_CLIENT_ID", ClientId),
        new($"ANTPATH_SIGNIN_{name.ToUpperInvariant()}_CLIENT_SECRET", ClientSecret),
    ];

    /// <summary>The tokens that it handed out so far.</summary>
    public async Task<IReadOnlyList<string>> IssuedAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        return (await http.GetStringAsync(new Uri(Issuer, "/issued"), cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Lets it send people back to a server.</summary>
    public async Task AllowAsync(Uri server, string name, CancellationToken cancellationToken)
    {
        var callback = new Uri(server, $"/sign-in/callback/{name}").ToString();
        await _program.WriteLineAsync(callback);
        await _program.AnnouncedAsync($"allowed={callback}", cancellationToken);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
