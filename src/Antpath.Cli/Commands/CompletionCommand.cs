using System.CommandLine;
using Antpath.Cli.Help;
using Antpath.Cli.Hosting;

namespace Antpath.Cli.Commands;

/// <summary><c>antpath completion</c>: scripts that ask antpath itself what may come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _antpath() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(antpath "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _antpath antpath
        """;

    private const string Zsh = """
        #compdef antpath
        _antpath() {
          local -a found
          found=("${(@f)$(antpath "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -- ${found:#}
          _files
        }
        compdef _antpath antpath
        """;

    private const string Fish = """
        function __antpath_complete
          antpath "[suggest:"(commandline -C)"]" (commandline -p | string collect) 2>/dev/null
        end
        complete -c antpath -a '(__antpath_complete)'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName antpath -ScriptBlock {
          param($word, $line, $position)
          antpath "[suggest:$position]" "$line" 2>$null | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
          }
        }
        """;

    public static Command Create(CliHost host)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new DocumentedCommand("completion", "print a script that completes antpath commands in a shell.")
        {
            Calls = false,
            Examples =
            [
                new("source <(antpath completion bash)", "bash, in ~/.bashrc; zsh likewise in ~/.zshrc:"),
                new("antpath completion fish > ~/.config/fish/completions/antpath.fish", "fish:"),
                new("antpath completion pwsh | Out-String | Invoke-Expression", "PowerShell, in $PROFILE:"),
            ],
        };
        return command.With(shell).Does(host, (parsed, _, _) =>
        {
            host.Out.WriteLine(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => PowerShell });
            return Task.FromResult(ExitCodes.Succeeded);
        });
    }
}
