using System.Text.RegularExpressions;

namespace Antpath.House.Tests.Rules;

/// <summary>What must never be in the tree: a machine's paths, a registry's address, anything shaped like a key.</summary>
public sealed partial class LeakTests
{
    [Fact]
    public void No_file_names_a_machine_s_folders_or_a_registry() => House.Obeys("The repository works on any machine", Repository.Files.SelectMany(Places));

    [Fact]
    public void No_file_holds_anything_shaped_like_a_key() => House.Obeys("Keys are made at run time, also fake ones", Repository.Files.SelectMany(Keys));

    // The samples are put together here, so that this file obeys its own rule.
    [Theory]
    [InlineData("cd /wo|rk/main", 1)]
    [InlineData("see https://regi|stry.npm|js.org/x", 1)]
    [InlineData("https://api.nu|get.org/v3/ind|ex.json", 1)]
    [InlineData("--source https://mirror.example/v3/ind|ex.json", 1)]
    [InlineData("the network/work/life balance", 0)]
    [InlineData("src/work/main.cs", 0)]
    public void A_place_is_found(string text, int violations) => Assert.Equal(violations, Places(Joined(text)).Count());

    [Theory]
    [InlineData("sk-ant-|0123456789012345678901234567890", 1)]
    [InlineData("sk-ant-|01234567890123456789012345678", 0)] // 29: too short for a real one
    [InlineData("-----BEGIN RSA PRI|VATE KEY-----", 1)]
    [InlineData("AKIA|ABCDEFGHIJKLMNOP", 1)]
    [InlineData("ghp_|0123456789abcdefghijABCDEFGHIJ012345", 1)]
    public void A_key_is_found_and_not_repeated(string text, int violations)
    {
        var found = Keys(Joined(text)).ToList();

        Assert.Equal(violations, found.Count);
        Assert.All(found, violation => Assert.DoesNotContain(text.Split('|')[1], violation.ToString(), StringComparison.Ordinal));
    }

    private static RepositoryFile Joined(string text) => House.Sample(text.Replace("|", "", StringComparison.Ordinal));

    private static IEnumerable<Violation> Places(RepositoryFile file) =>
        Matches(file, Place()).Select(match => file.Violates(match.Line, $"'{match.Text.Trim()}' is a place on somebody's machine or network. Take it from a setting, an argument or the tool's own configuration."));

    private static IEnumerable<Violation> Keys(RepositoryFile file) =>
        Matches(file, Key()).Select(match => file.Violates(match.Line, $"something shaped like a key ('{match.Text[..4]}…', {match.Text.Length} characters). Remove it; if it was real, revoke it now. Tests make theirs at run time."));

    private static IEnumerable<(int Line, string Text)> Matches(RepositoryFile file, Regex pattern) =>
        from line in file.Lines.Index()
        where line.Item.Length < 20_000 // longer ones are data, and the pattern has a time limit
        let match = pattern.Match(line.Item)
        where match.Success
        select (line.Index + 1, match.Value);

    [GeneratedRegex(
        @"(?:^|[^\w./-])/(?:wor[k]|far[m])/\w|/tm[p]/antpath[/\w]|://(?:registry|deb|security)\.[a-z]+\.org|://api\.nuge[t]\.org|/v3/inde[x]\.json",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Place();

    [GeneratedRegex(
        "sk-ant-[A-Za-z0-9_-]{30,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Key();
}
