namespace Antpath.Sdk.Tests;

public sealed class SamplesTests
{
    [Fact]
    public void The_readmes_example_is_the_compiled_sample()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Antpath.slnx")))
            root = root.Parent ?? throw new InvalidOperationException("No Antpath.slnx above the tests.");
        var readme = File.ReadAllText(Path.Combine(root.FullName, "README.md"));
        var sample = File.ReadAllText(Path.Combine(root.FullName, "samples", "CSharpQuickstart", "Program.cs"));

        Assert.Contains($"```csharp\n{sample.TrimEnd()}\n```", readme, StringComparison.Ordinal);
    }
}
