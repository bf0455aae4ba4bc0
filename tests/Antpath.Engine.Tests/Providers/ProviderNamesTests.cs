using Antpath.Engine.Providers;
using Antpath.Ids;
using CsCheck;

namespace Antpath.Engine.Tests.Providers;

public sealed class ProviderNamesTests
{
    private static readonly ResourceMarker Marker = new()
    {
        Installation = "prod-eu-1", Run = new RunId(Guid.CreateVersion7()).ToString(), LocalKey = "file:input/data.csv", Attempt = 2, Try = 3,
    };

    [Fact]
    public void A_file_or_skill_bears_its_marker_in_its_name()
    {
        var name = ProviderNames.For(ProviderResourceType.File, Marker);

        Assert.StartsWith($"ap1~prod-eu-1~{Marker.Run}~2~3~file-input-data.csv.", name, StringComparison.Ordinal);
        Assert.Equal(Marker, ProviderNames.Read(name, Marker with { Attempt = 9, Try = 9 }));
    }

    [Fact]
    public void Whatever_the_key_the_name_is_one_the_provider_takes() => Gen.String[1, 300].Sample(key =>
    {
        var marker = Marker with { LocalKey = key };
        var names = new[] { ProviderNames.For(ProviderResourceType.Skill, marker), ProviderNames.For(ProviderResourceType.Agent, marker) };

        return names.All(n => n.Length <= 200 && n.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~')) && ProviderNames.Read(names[0], marker) == marker;
    });

    [Fact]
    public void Another_installations_runs_or_keys_name_is_not_ours()
    {
        var name = ProviderNames.For(ProviderResourceType.Skill, Marker);

        Assert.Null(ProviderNames.Read(name, Marker with { Installation = "prod-eu" }));
        Assert.Null(ProviderNames.Read(name, Marker with { Run = "run_other" }));
        Assert.Null(ProviderNames.Read(name, Marker with { LocalKey = "file:input/data.csv2" }));
        Assert.Null(ProviderNames.Read(name + "~x", Marker));
        Assert.Null(ProviderNames.Read("house-style", Marker));
        Assert.Null(ProviderNames.Read(null, Marker));
    }

    [Fact]
    public void An_installations_names_are_told_from_all_others_whatever_the_run()
    {
        var name = ProviderNames.For(ProviderResourceType.Skill, Marker);

        var read = ProviderNames.ReadOwned(name, "prod-eu-1");
        Assert.Equal((Marker.Run, 2, 3), (read?.Run, read?.Attempt, read?.Try));
        foreach (var other in (string[])["prod-eu", "prod-eu-11", "PROD-EU-1", ""])
            Assert.Null(ProviderNames.ReadOwned(name, other));
        foreach (var none in (string?[])["house-style", "ap1~prod-eu-1", "ap2" + name[3..], name + "~x", name.Replace("~2~", "~two~", StringComparison.Ordinal), null])
            Assert.Null(ProviderNames.ReadOwned(none, "prod-eu-1"));
    }

    [Fact]
    public void Each_attempt_and_try_has_a_name_of_its_own()
    {
        var names = new[] { Marker, Marker with { Try = 4 }, Marker with { Attempt = 3 } }.Select(m => ProviderNames.For(ProviderResourceType.Environment, m));

        Assert.Equal(3, names.Distinct(StringComparer.Ordinal).Count());
    }
}
