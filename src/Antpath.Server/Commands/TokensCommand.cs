using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Engine.Tenancy;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Commands;

/// <summary><c>antpath-server tokens peppers</c>: how many API tokens still need each pepper, so that an old one can be taken away.</summary>
internal static class TokensCommand
{
    public static async Task<int> PeppersAsync(TextWriter output, TextWriter error)
    {
        await using var app = ServerHost.Prepare(new ServerStart { Role = ServerRole.Api }).Build();
        RequiredSettings.Ensure(app.Services);
        // as for migrations: whoever counts tokens must see every workspace's
        await using var database = AntpathDatabase.CreateMigrationDataSource(app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value);
        var uses = await TokenPeppers.CountAsync(database, app.Services.GetRequiredService<IOptions<TokenOptions>>().Value, CancellationToken.None);
        if (uses is null)
        {
            await error.WriteLineAsync(
                "This database user does not see every workspace's tokens, so nothing can be said about peppers. Set ANTPATH_DATABASE_MIGRATION_URL to the user who owns the tables.");
            return ExitCodes.CannotStart;
        }

        for (var i = 0; i < uses.Count; i++)
            await output.WriteLineAsync(Line(uses[i], current: i == 0));
        return ExitCodes.Ok;
    }

    private static string Line(PepperUse use, bool current)
    {
        var state = (current, use.OnRing, use.WorkingTokens) switch
        {
            (true, _, _) => "current",
            (_, false, _) => "NOT in ANTPATH_TOKEN_PEPPER: these tokens are refused",
            (_, _, 0) => "may go, once no process has it as its first",
            _ => "still needed",
        };
        var last = use.LastUsedAt is { } at ? $", last used {Quantities.Instant(at)}" : "";
        return $"{use.PepperId}: {Quantities.Of(use.WorkingTokens, "working token")}{last}; {state}";
    }
}
