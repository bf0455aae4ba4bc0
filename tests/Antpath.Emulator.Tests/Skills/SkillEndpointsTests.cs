using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Anthropic.Core;
using Anthropic.Models.Beta.Skills;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Skills;

public sealed class SkillEndpointsTests : IAsyncLifetime
{
    private const string Manual = "---\nname: csv-tools\ndescription: Works with tables.\n---\n# Use\n";

    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task The_SDK_uploads_lists_reads_and_deletes_a_skill()
    {
        BetaSkill skill = await _provider.Sdk.Beta.Skills.Create(new SkillCreateParams
        {
            DisplayName = "cp1~x",
            Files = [new BinaryContent { FileName = "csv-tools/SKILL.md", Stream = new MemoryStream(Encoding.UTF8.GetBytes(Manual)) }],
        });

        Assert.Equal("cp1~x", skill.DisplayName);
        Assert.Single((await _provider.Sdk.Beta.Skills.List()).Items);
        var version = Assert.Single((await _provider.Sdk.Beta.Skills.Versions.List(skill.ID)).Items);
        Assert.Equal(("csv-tools", "Works with tables."), (version.Name, version.Description));
        await _provider.Sdk.Beta.Skills.Delete(skill.ID);
        Assert.Empty((await _provider.Sdk.Beta.Skills.List()).Items);
    }

    [Fact]
    public async Task A_zip_is_unpacked_and_served_again_as_a_zip()
    {
        byte[] zip = Zip(("csv-tools/SKILL.md", Manual), ("csv-tools/lib/a.py", "print(1)"));
        (HttpStatusCode status, JsonElement skill) = await UploadAsync("/v1/skills", ("skill.zip", zip));
        Assert.Equal(HttpStatusCode.OK, status);

        using HttpResponseMessage content = await _provider.Http.SendAsync(_provider.Request(HttpMethod.Get,
            $"/v1/skills/{Stage.Id(skill)}/versions/{skill.GetProperty("latest_version_id").GetString()}/content"));
        using var archive = new ZipArchive(await content.Content.ReadAsStreamAsync());

        Assert.Equal("csv-tools", skill.GetProperty("display_name").GetString());
        Assert.Equal(["csv-tools/SKILL.md", "csv-tools/lib/a.py"], archive.Entries.Select(entry => entry.FullName));
    }

    [Theory]
    [InlineData("csv-tools/README.md", Manual)]
    [InlineData("SKILL.md", Manual)]
    [InlineData("csv-tools/SKILL.md", "# no front matter")]
    [InlineData("csv-tools/SKILL.md", "---\nname: Claude-tools\ndescription: d\n---\n")]
    [InlineData("csv-tools/SKILL.md", "---\nname: my-claude\ndescription: d\n---\n")]
    [InlineData("csv-tools/SKILL.md", "---\nname: ok\ndescription:\n---\n")]
    [InlineData("../SKILL.md", Manual)]
    public async Task A_malformed_skill_is_refused(string path, string text) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync("/v1/skills", (path, Encoding.UTF8.GetBytes(text)))).Status);

    [Theory]
    [InlineData("csv-tools/../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("csv-tools//a")]
    [InlineData("csv-tools\\a")]
    [InlineData("other/a")]
    [InlineData("csv-tools/skill.md")]
    [InlineData("csv-tools/SKILL.md")]
    public async Task A_zip_with_a_trick_in_a_path_is_refused(string path) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync("/v1/skills", ("skill.zip", Zip(("csv-tools/SKILL.md", Manual), (path, "x"))))).Status);

    [Fact]
    public async Task A_zip_with_a_link_or_without_sense_is_refused()
    {
        byte[] linked = Zip(entry => entry.ExternalAttributes = unchecked((int)0xA1FF0000), ("csv-tools/SKILL.md", Manual), ("csv-tools/link", "/etc/passwd"));

        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync("/v1/skills", ("skill.zip", linked))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync("/v1/skills", ("skill.zip", Encoding.UTF8.GetBytes("PK no zip")))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await UploadAsync("/v1/skills", ("skill.zip", Zip()))).Status);
    }

    [Fact]
    public async Task A_zip_bomb_is_refused_by_what_comes_out_of_it()
    {
        byte[] bomb = Zip(("csv-tools/SKILL.md", Manual), ("csv-tools/zeros", new string('0', EmulatorLimits.SkillBytesMax)));
        Assert.InRange(bomb.Length, 1, 1_000_000);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await UploadAsync("/v1/skills", ("skill.zip", bomb))).Status);
    }

    [Fact]
    public async Task Files_of_a_skill_are_too_large_together()
    {
        byte[] half = new byte[(EmulatorLimits.SkillBytesMax / 2) + 1];

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await UploadAsync("/v1/skills",
            ("csv-tools/SKILL.md", Encoding.UTF8.GetBytes(Manual)), ("csv-tools/a", half), ("csv-tools/b", half))).Status);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("")]
    public async Task A_display_name_is_one_line(string name)
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Post, "/v1/skills");
        request.Content = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(Manual)), "files[]", "csv-tools/SKILL.md" },
            { new StringContent(name), "display_name" },
        };

        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.SendAsync(request)).Status);
    }

    [Fact]
    public async Task A_new_version_keeps_the_name_and_a_pinned_one_must_exist()
    {
        (_, JsonElement skill) = await UploadAsync("/v1/skills", ("csv-tools/SKILL.md", Encoding.UTF8.GetBytes(Manual)));
        string path = $"/v1/skills/{Stage.Id(skill)}/versions";

        (HttpStatusCode other, _) = await UploadAsync(path, ("x/SKILL.md", Encoding.UTF8.GetBytes(Manual.Replace("csv-tools", "other", StringComparison.Ordinal))));
        (HttpStatusCode next, JsonElement version) = await UploadAsync(path, ("csv-tools/SKILL.md", Encoding.UTF8.GetBytes(Manual)));

        Assert.Equal(HttpStatusCode.BadRequest, other);
        Assert.Equal(HttpStatusCode.OK, next);
        Assert.Equal(HttpStatusCode.OK, (await AgentAsync(Stage.Id(skill), Stage.Id(version))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AgentAsync(Stage.Id(skill), "skver_none")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AgentAsync("skill_none", "latest")).Status);
    }

    [Fact]
    public async Task A_session_is_refused_when_its_agents_skill_was_deleted()
    {
        (_, JsonElement skill) = await UploadAsync("/v1/skills", ("csv-tools/SKILL.md", Encoding.UTF8.GetBytes(Manual)));
        JsonElement agent = (await AgentAsync(Stage.Id(skill), "latest")).Body;
        string environment = Stage.Id(await _provider.CreateAsync("/v1/environments", """{"name": "e"}"""));
        await _provider.DeleteAsync($"/v1/skills/{Stage.Id(skill)}");

        (HttpStatusCode status, _) = await _provider.PostAsync("/v1/sessions", $$"""{"agent": "{{Stage.Id(agent)}}", "environment_id": "{{environment}}"}""");

        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> AgentAsync(string skill, string version) => _provider.PostAsync("/v1/agents",
        $$"""{"name": "a", "model": "claude-opus-5-5", "tools": [{"type": "agent_toolset_20260401"}], "skills": [{"type": "custom", "skill_id": "{{skill}}", "version": "{{version}}"}]}""");

    private async Task<(HttpStatusCode Status, JsonElement Body)> UploadAsync(string path, params (string Name, byte[] Content)[] files)
    {
        using HttpRequestMessage request = _provider.Request(HttpMethod.Post, path);
        var form = new MultipartFormDataContent();
        foreach ((string name, byte[] content) in files)
            form.Add(new ByteArrayContent(content), "files[]", name);
        request.Content = form;
        return await _provider.SendAsync(request);
    }

    private static byte[] Zip(params (string Name, string Text)[] files) => Zip(_ => { }, files);

    private static byte[] Zip(Action<ZipArchiveEntry> mark, params (string Name, string Text)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in files)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name);
                mark(entry);
                using Stream content = entry.Open();
                content.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return stream.ToArray();
    }
}
