namespace Antpath.EndToEnd.Tests.Support;

/// <summary>Runs lines of a document in bash as they are printed. Our programs' names stand for the programs as they were just built.</summary>
internal static class Shell
{
    private static readonly string Prelude = $$"""
        set -eu -o pipefail
        antpath() { dotnet "{{AppContext.BaseDirectory}}/antpath.dll" "$@"; }
        antpath-emulator() { dotnet "{{AppContext.BaseDirectory}}/antpath-emulator.dll" "$@"; }

        """;

    public static Task<OurProgram.Ended> RunAsync(string lines, string folder) =>
        OurProgram.RunAsync("bash", ["-c", Prelude + lines], new Dictionary<string, string>(StringComparer.Ordinal), folder);
}
