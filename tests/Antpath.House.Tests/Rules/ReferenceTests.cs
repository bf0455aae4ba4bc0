using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Antpath.House.Tests.Rules;

/// <summary>Who may know whom. The walls of the house.</summary>
public sealed class ReferenceTests
{
    /// <summary>Per project, the projects of ours it may reference.</summary>
    private static readonly Dictionary<string, string[]> MayReference = new(StringComparer.Ordinal)
    {
        ["Antpath.Contracts"] = [],
        ["Antpath.LocalPostgres"] = [],
        ["Antpath.Emulator"] = [], // an independent reading of the provider's contract: one mistake must not be made twice
        ["Antpath.Engine"] = ["Antpath.Contracts"],
        ["Antpath.Worker"] = ["Antpath.Engine"],
        ["Antpath.Server"] = ["Antpath.Engine", "Antpath.Worker"],
        ["Antpath.Sdk"] = ["Antpath.Contracts"],
        ["Antpath.Cli"] = ["Antpath.Sdk"],
        ["Antpath.DevStack"] = ["Antpath.Server", "Antpath.Emulator", "Antpath.LocalPostgres", "Antpath.Cli"], // the last one as a program it starts
    };

    /// <summary>Packages that belong to one place.</summary>
    private static readonly Dictionary<string, string[]> PackageBelongsTo = new(StringComparer.Ordinal)
    {
        ["Anthropic"] = ["Antpath.Engine"],
        ["AWSSDK.Core"] = ["Antpath.Engine"],
        ["AWSSDK.S3"] = ["Antpath.Engine"],
        ["Dapper"] = ["Antpath.Engine"],
        ["MailKit"] = ["Antpath.Engine"],
        ["Npgsql"] = ["Antpath.Engine", "Antpath.LocalPostgres"],
    };

    /// <summary>Namespaces a folder must not open, each with the reason.</summary>
    private static readonly (string Folder, string? Except, string Namespace, string Reason)[] ClosedDoors =
    [
        ("src/Antpath.Server/Api", null, "Antpath.Server.Dashboard", "the API and the dashboard look into the same rooms of Engine, not into each other"),
        ("src/Antpath.Server/Dashboard", null, "Antpath.Server.Api", "the API and the dashboard look into the same rooms of Engine, not into each other"),
        ("src", "src/Antpath.Engine/Providers/Claude", "Anthropic", "only the adapter knows the provider's SDK; everybody else speaks to IAgentProvider"),
        ("src", "src/Antpath.Engine/Outputs/Storage/S3", "Amazon", "only the backend knows the storage SDK; everybody else speaks to IOutputStore"),
        ("src", "src/Antpath.Engine/Mail", "MailKit", "only the mail room knows the mail library; everybody else speaks to MailQueue"),
        ("src/Antpath.Engine", null, "Microsoft.AspNetCore", "Engine knows no HTTP of ours"),
        ("src/Antpath.DevStack", null, "Antpath.Cli", "the development stack starts the command line as a program"),
    ];

    [Fact]
    public void Projects_reference_only_whom_they_may() =>
        House.Obeys("The walls between projects", Repository.Files.Where(file => file.Extension == ".csproj" && file.IsBelow("src")).SelectMany(ForbiddenReferences));

    [Fact]
    public void Code_opens_only_the_doors_it_may() => House.Obeys("The walls inside projects", Repository.Files.SelectMany(ClosedDoorsOpened));

    [Theory]
    [InlineData("Antpath.Engine", """<ProjectReference Include="../Antpath.Contracts/Antpath.Contracts.csproj" />""", 0)]
    [InlineData("Antpath.Engine", """<ProjectReference Include="..\Antpath.Server\Antpath.Server.csproj" />""", 1)]
    [InlineData("Antpath.Emulator", """<ProjectReference Include="../Antpath.Contracts/Antpath.Contracts.csproj" />""", 1)]
    [InlineData("Antpath.Cli", """<ProjectReference Include="../Antpath.Contracts/Antpath.Contracts.csproj" />""", 1)]
    [InlineData("Antpath.Server", """<PackageReference Include="Anthropic" />""", 1)]
    [InlineData("Antpath.Server", """<PackageReference Include="Npgsql.OpenTelemetry" />""", 0)]
    [InlineData("Antpath.New", "", 1)]
    public void A_forbidden_reference_is_found(string project, string item, int violations) =>
        Assert.Equal(violations, ForbiddenReferences(House.Sample($"<Project><ItemGroup>{item}</ItemGroup></Project>", $"src/{project}/{project}.csproj")).Count());

    [Theory]
    [InlineData("src/Antpath.Server/Api/Runs/Submit.cs", "using Antpath.Server.Dashboard.Runs;", 1)]
    [InlineData("src/Antpath.Server/Dashboard/Runs/List.razor", "@using Antpath.Server.Api.Runs", 1)]
    [InlineData("src/Antpath.Server/Dashboard/Runs/List.razor", "@using Antpath.Server.ApiTokens", 0)]
    [InlineData("src/Antpath.Engine/Runs/Run.cs", "using A = Anthropic.Models.Beta;", 1)]
    [InlineData("src/Antpath.Engine/Runs/Run.cs", "namespace N; class C { object M() => new global::Anthropic.AnthropicClient(); }", 1)]
    [InlineData("src/Antpath.Engine/Runs/Run.cs", "namespace N; class C { object M(Secrets s) => s.Anthropic.ApiKey; }", 0)]
    [InlineData("src/Antpath.Engine/Providers/Claude/Adapter.cs", "using Anthropic;", 0)]
    [InlineData("tests/Antpath.Emulator.Tests/SdkTests.cs", "using Anthropic;", 0)]
    public void An_opened_door_is_found(string path, string text, int violations) => Assert.Equal(violations, ClosedDoorsOpened(House.Sample(text, path)).Count());

    private static IEnumerable<Violation> ForbiddenReferences(RepositoryFile file)
    {
        var project = file.Name[..^".csproj".Length];
        if (!MayReference.TryGetValue(project, out var allowed))
        {
            yield return file.Violates(1, $"{project} is new. A new project needs a new deployable or publishable; if it has one, say in {nameof(ReferenceTests)} whom it may reference.");
            yield break;
        }

        foreach (var (element, name) in Includes(file, "ProjectReference").Where(i => !allowed.Contains(i.Name)))
        {
            yield return file.Violates(Line(file, element), $"{project} references {name}. It may reference {(allowed.Length == 0 ? "nothing of ours" : string.Join(", ", allowed))}.");
        }

        foreach (var (element, name) in Includes(file, "PackageReference").Where(i => PackageBelongsTo.TryGetValue(i.Name, out var owners) && !owners.Contains(project)))
        {
            yield return file.Violates(Line(file, element), $"{project} references the package {name}, which belongs to {string.Join(" and ", PackageBelongsTo[name])}.");
        }
    }

    private static IEnumerable<(XElement Element, string Name)> Includes(RepositoryFile file, string item) =>
        XDocument.Parse(file.Text).Descendants(item)
            .Where(element => element.Attribute("Include") is not null)
            .Select(element => (element, ((string)element.Attribute("Include")!).Split('/', '\\')[^1] is var last && last.EndsWith(".csproj", StringComparison.Ordinal) ? last[..^".csproj".Length] : last));

    private static int Line(RepositoryFile file, XElement element)
    {
        var include = (string)element.Attribute("Include")!;
        return file.Lines.Index().FirstOrDefault(line => line.Item.Contains(include, StringComparison.Ordinal)).Index + 1;
    }

    private static IEnumerable<Violation> ClosedDoorsOpened(RepositoryFile file)
    {
        IEnumerable<(int Line, string Name)> opened = file.Extension switch
        {
            ".cs" => file.Syntax.DescendantNodes().Select(node => node switch
            {
                UsingDirectiveSyntax { NamespaceOrType: { } name } => (LineOf(node), name.ToString()),
                AliasQualifiedNameSyntax alias when alias.Alias.Identifier.Text == "global" => (LineOf(node), alias.Name.ToString()),
                QualifiedNameSyntax { Parent: not (QualifiedNameSyntax or UsingDirectiveSyntax or BaseNamespaceDeclarationSyntax) } => (LineOf(node), node.ToString()),
                _ => (0, ""),
            }),
            ".razor" => file.Lines.Select((line, index) => (index + 1, line.TrimStart().StartsWith("@using ", StringComparison.Ordinal) ? line.Trim()["@using ".Length..] : "")),
            _ => [],
        };
        return from place in opened
               from door in ClosedDoors
               where file.IsBelow(door.Folder) && (door.Except is null || !file.IsBelow(door.Except))
               where place.Name == door.Namespace || place.Name.StartsWith(door.Namespace + ".", StringComparison.Ordinal)
               select file.Violates(place.Line, $"uses {place.Name}, but {door.Reason}.");
    }

    private static int LineOf(Microsoft.CodeAnalysis.SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
