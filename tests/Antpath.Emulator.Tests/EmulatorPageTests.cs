using System.Text.Json;
using System.Text.RegularExpressions;
using Antpath.Emulator.Faults;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Tests;

/// <summary><c>docs/emulator.md</c> names everything there is and nothing there is not.</summary>
public sealed partial class EmulatorPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs", "emulator.md"));

    [Fact]
    public void Every_setting_is_on_the_page_and_marked_when_it_is_fixed()
    {
        string[] rows = [.. Section("Settings").Split('\n').Where(row => row.StartsWith("| `", StringComparison.Ordinal)).Select(row => row.Split('|')[1])];
        (string Name, bool Fixed)[] described = [.. rows.SelectMany(cell => Marked().Matches(cell)).Select(match => (match.Groups["name"].Value, match.Groups["fixed"].Success))];

        Assert.Equal(EmulatorSettings.Names.Select(name => (name, EmulatorSettings.Fixed(name))).Order(), described.Order());
    }

    [Fact]
    public void Every_kind_of_fault_and_every_member_of_one_is_on_the_page()
    {
        string section = Section("Faults on cue");

        Assert.All(Enum.GetNames<FaultKind>().Select(FaultRule.WireName), kind => Assert.Contains($"`{kind}`", section, StringComparison.Ordinal));
        var rule = FaultRule.Read(JsonFields.Of(JsonSerializer.SerializeToElement(new { kind = "latency" })));
        Assert.All(rule.Render().Select(member => member.Key), member => Assert.Contains($"`{member}`", section, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_scenario_is_on_the_page_and_no_other()
    {
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_emulator/scenarios");
        JsonElement scenarios = (await provider.SendAsync(request)).Body.GetProperty("data");
        string[] rows = [.. Section("What a session does").Split('\n').Where(row => row.StartsWith("| `", StringComparison.Ordinal)).Select(row => row.Split('|')[1])];
        string[] described = [.. rows.SelectMany(cell => Marked().Matches(cell)).Select(match => match.Groups["name"].Value.Split(' ')[0])];

        Assert.Equal(scenarios.EnumerateArray().Select(scenario => scenario.GetProperty("name").GetString()).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    private static string Section(string title)
    {
        int start = Page.IndexOf($"\n## {title}\n", StringComparison.Ordinal);
        int end = Page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return Page[start..end];
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Antpath.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Antpath.slnx.");
    }

    [GeneratedRegex(@"`(?<name>[^`]+)`(?<fixed> \*)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marked();
}
