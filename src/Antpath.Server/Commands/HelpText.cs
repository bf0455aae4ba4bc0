namespace Antpath.Server.Commands;

/// <summary>What <c>antpath-server --help</c> says.</summary>
internal static class HelpText
{
    public const string All = """
        antpath-server - the server side of Antpath

        Usage: antpath-server COMMAND

        Commands:
          api       Answer the API and the dashboard.
          worker    Carry runs out. Start as many as needed; they share the work through the database.
          all       Both in one process: enough for one machine.
          migrate   Bring the database to this release's schema, then exit. Safe to repeat and to run twice at once.
          bootstrap --email ADDRESS [--name NAME] [--workspace NAME]
                    Make the first person and their workspace, and print a link that signs them in once. Safe to repeat: the
                    person and the workspace stay, the link is a new one.
          vault rewrap
                    Wrap every stored secret's data key with the current vault key, then exit. Safe to repeat and to stop.
          tokens peppers
                    Show how many API tokens still need each pepper, then exit.
          config [api|worker|all]
                    Show every setting with its value and source (secrets hidden), then exit: 1 if any is missing or wrong.

        Options:
          --help       This text.
          --version    The release.

        Settings come from environment variables, all named ANTPATH_…; there is no file and no flag for them. Without these the
        server does not start:
          ANTPATH_DATABASE_URL    postgres://user:password@host:5432/database
          ANTPATH_TOKEN_PEPPER    Key for the hashes of API tokens, as id:base64 (32 bytes)
          ANTPATH_VAULT_KEYS      Keys that encrypt the runs' secrets, as id:base64[,id:base64]
          ANTPATH_STORAGE_ROOT    Folder for captured outputs; for a bucket see ANTPATH_STORAGE_BACKEND
        and what 'antpath-server config' marks as required besides.

        First start:
          export ANTPATH_DATABASE_URL=postgres://antpath@localhost/antpath
          export ANTPATH_TOKEN_PEPPER=k1:$(openssl rand -base64 32)
          export ANTPATH_VAULT_KEYS=k1:$(openssl rand -base64 32)
          antpath-server config      # what is still missing?
          antpath-server migrate
          antpath-server bootstrap --email you@example.org
          antpath-server all

        While it runs:
          GET /healthz           200 as long as the process lives
          GET /readyz            200 when the database answers and has the right schema, else 503 with the reason
          GET /openapi/v1.json   the API, for programs
          GET /docs              the API, for people
        SIGTERM and Ctrl-C stop it: requests under way finish, a worker hands its runs back, at most ANTPATH_SERVER_DRAIN_SECONDS.
        Log lines go to standard output: JSON when it is no terminal (ANTPATH_LOG_FORMAT, ANTPATH_LOG_LEVEL).

        Exit codes: 0 stopped or done, 1 settings or database unusable (the message names all of it), 2 wrong command line,
        3 ended by a defect of ours.

        """;
}
