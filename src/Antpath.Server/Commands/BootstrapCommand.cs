using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy.People;
using Antpath.Server.Hosting;
using Antpath.Server.SignIn;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Server.Commands;

/// <summary>
/// <c>antpath-server bootstrap</c>: the first person and their workspace, and a link that signs them in once. No password exists before or after it. Called
/// again it makes nothing new and prints a new link, which also lets somebody in who cannot sign in any more.
/// </summary>
internal static class BootstrapCommand
{
    private const string WorkspaceName = "Main";
    private const int NameCharactersMax = 200;

    public static async Task<int> RunAsync(ServerStart start, IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        if (Read(args) is not var (email, name, workspace))
        {
            // the words are not repeated: they may be somebody's address
            await error.WriteLineAsync("Write antpath-server bootstrap --email ADDRESS, and if you like --name NAME and --workspace NAME (to 200 characters each).");
            return ExitCodes.Usage;
        }

        await using var app = ServerHost.Prepare(start).Build();
        RequiredSettings.Ensure(app.Services);
        await SchemaVersion.EnsureCurrentAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), CancellationToken.None);
        await app.Services.GetRequiredService<Engine.Tenancy.Workspaces>().CreateAsync(workspace, email.Value, name, CancellationToken.None);
        var path = await app.Services.GetRequiredService<TerminalLinks>().IssueAsync(email.Value, CancellationToken.None);

        var api = app.Services.GetRequiredService<IOptions<ApiOptions>>().Value;
        await output.WriteLineAsync($"The workspace '{workspace}' and its owner are there. Open this link to sign in; it works once, within {SignInLinks.TerminalLifetime.TotalHours:0} hours:");
        await output.WriteLineAsync(new Uri(api.PublicUrl ?? api.ListenUrl, path).ToString());
        return ExitCodes.Ok;
    }

    private static (EmailAddress Email, string Name, string Workspace)? Read(IReadOnlyList<string> args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i += 2)
        {
            if (args[i] is not ("--email" or "--name" or "--workspace") || i + 1 == args.Count || args[i + 1].Length is 0 or > NameCharactersMax || !given.TryAdd(args[i], args[i + 1]))
                return null;
        }

        return EmailAddress.TryParse(given.GetValueOrDefault("--email"), out var email)
            ? (email, given.GetValueOrDefault("--name") ?? email.Value.Split('@')[0], given.GetValueOrDefault("--workspace") ?? WorkspaceName)
            : null;
    }
}
