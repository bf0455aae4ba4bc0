using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Antpath.House.Tests.Rules;

public sealed partial class PackageTests
{
    [Fact]
    public void Every_project_has_its_lock_file() =>
        House.Obeys("Packages are locked", Repository.Files.Where(file => file.Extension == ".csproj").SelectMany(file => Unlocked(file, Repository.Files)));

    [Fact]
    public void Versions_stand_in_one_place_and_are_exact() =>
        House.Obeys("One version per package, in Directory.Packages.props", Repository.Files.Where(file => file.Extension is ".csproj" or ".props" or ".targets").SelectMany(LooseVersions));

    [Fact]
    public void Node_packages_are_exact_too() =>
        House.Obeys("One version per package", Repository.Files.Where(file => file.Name == "package.json").SelectMany(LooseNodeVersions));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Files.Single(file => file.Path == "Antpath.slnx");

        House.Obeys(
            "The solution builds everything",
            Repository.Files.Where(file => file.Extension == ".csproj" && !solution.Text.Contains($"\"{file.Path}\"", StringComparison.Ordinal))
                .Select(file => file.Violates(1, "is not in Antpath.slnx: 'make test' would not see it. Add it.")));
    }

    [Theory]
    [InlineData("""<PackageVersion Include="Npgsql" Version="10.0.3" />""", 0)]
    [InlineData("""<PackageVersion Include="Npgsql" Version="10.0.3-rc.1" />""", 0)]
    [InlineData("""<PackageVersion Include="Npgsql" Version="10.*" />""", 1)]
    [InlineData("""<PackageVersion Include="Npgsql" Version="[10.0,11.0)" />""", 1)]
    [InlineData("""<PackageReference Include="Npgsql" />""", 0)]
    [InlineData("""<PackageReference Include="Npgsql" Version="10.0.3" />""", 1)]
    [InlineData("""<PackageReference Include="Npgsql" VersionOverride="10.0.3" />""", 1)]
    public void A_loose_version_is_found(string item, int violations) =>
        Assert.Equal(violations, LooseVersions(House.Sample($"<Project><ItemGroup>{item}</ItemGroup></Project>", "src/X/X.csproj")).Count());

    [Theory]
    [InlineData("1.2.3", 0)]
    [InlineData("^1.2.3", 1)]
    [InlineData("latest", 1)]
    public void A_loose_Node_version_is_found(string version, int violations) =>
        Assert.Equal(violations, LooseNodeVersions(House.Sample($$"""{ "dependencies": { "a": "{{version}}" } }""", "bench/package.json")).Count());

    [Fact]
    public void A_missing_lock_file_is_found() => Assert.Single(Unlocked(House.Sample("", "src/X/X.csproj"), [House.Sample("", "src/Y/packages.lock.json")]));

    private static IEnumerable<Violation> Unlocked(RepositoryFile project, IReadOnlyList<RepositoryFile> files)
    {
        var expected = project.Path[..(project.Path.LastIndexOf('/') + 1)] + "packages.lock.json";
        if (!files.Any(file => file.Path == expected))
        {
            yield return project.Violates(1, $"{expected} is missing. Run 'dotnet restore' and commit it.");
        }
    }

    private static IEnumerable<Violation> LooseVersions(RepositoryFile file)
    {
        foreach (var element in XDocument.Parse(file.Text, LoadOptions.SetLineInfo).Descendants())
        {
            var line = ((System.Xml.IXmlLineInfo)element).LineNumber;
            var package = (string?)element.Attribute("Include");
            if (element.Name.LocalName == "PackageVersion" && !Exact().IsMatch((string?)element.Attribute("Version") ?? ""))
            {
                yield return file.Violates(line, $"the version of {package} is not exact. Name one version that exists.");
            }
            else if (element.Name.LocalName == "PackageReference" && (element.Attribute("Version") ?? element.Attribute("VersionOverride")) is not null)
            {
                yield return file.Violates(line, $"{package} has its version here. Move it to Directory.Packages.props.");
            }
        }
    }

    private static IEnumerable<Violation> LooseNodeVersions(RepositoryFile file)
    {
        using var json = JsonDocument.Parse(file.Text);
        foreach (var section in json.RootElement.EnumerateObject().Where(p => p.Name is "dependencies" or "devDependencies" or "optionalDependencies"))
        {
            foreach (var package in section.Value.EnumerateObject().Where(p => !Exact().IsMatch(p.Value.GetString() ?? "")))
            {
                yield return file.Violates(1, $"the version of {package.Name} is '{package.Value}'. Name one exact version.");
            }
        }
    }

    [GeneratedRegex(@"^[0-9]+(?:\.[0-9]+){1,3}(?:-[0-9A-Za-z.-]+)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exact();
}
