using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Environments;
using Antpath.Emulator.Files;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

/// <summary>Reads what is to be mounted (§12.3). Checking comes first and changes nothing; mounting copies files.</summary>
internal static class ResourceRules
{
    private const string UploadsRoot = "/mnt/session/uploads";
    private const string WorkspaceRoot = "/workspace";
    private const int PathCharsMax = 1_024;

    public static IReadOnlyList<SessionResource> ReadAll(JsonFields body, ApiCall call, SandboxEnvironment environment)
    {
        IReadOnlyList<JsonElement> items = body.Items("resources", EmulatorLimits.FilesPerSessionMax) ?? [];
        if (items.Count > 0 && !environment.Cloud)
            throw body.Wrong("resources", "self-hosted environments take no file or repository");
        var read = new List<SessionResource>(items.Count);
        foreach (JsonElement item in items)
        {
            JsonFields resource = JsonFields.Of(item, $"{body.PathOf("resources")}.{read.Count}");
            read.Add(Read(resource, call));
            RefusePathInUse(resource, read[^1], read.SkipLast(1));
        }
        return read;
    }

    /// <summary>What two mounts on one path do is not said; the stricter reading.</summary>
    public static void RefusePathInUse(JsonFields resource, SessionResource added, IEnumerable<SessionResource> others)
    {
        if (others.Any(other => other.MountPath == added.MountPath))
            throw resource.Wrong("mount_path", "another resource is mounted there");
    }

    /// <summary>Reads one resource; its <c>FileId</c> still names the upload.</summary>
    public static SessionResource Read(JsonFields resource, ApiCall call)
    {
        SessionResource read = resource.RequiredText("type", 1, 64) switch
        {
            "file" => ReadFile(resource, call),
            "github_repository" => ReadRepository(resource, call),
            _ => throw resource.Wrong("type", "must be file or github_repository; the emulator has no memory stores"),
        };
        resource.RefuseUnknown();
        return read;
    }

    /// <summary>Adds it to the session; a file becomes a copy with an id of its own (§11.3).</summary>
    public static SessionResource Mount(SessionResource resource, Session session, ApiCall call)
    {
        if (resource.FileId is not { } fileId)
        {
            session.Resources.Add(resource);
            return resource;
        }
        StoredFile copy = call.Organization.Files.Get(fileId) with
        {
            Id = call.Emulator.Ids.Next("file_"),
            Sequence = call.Organization.NextSequence(),
            CreatedAt = call.Now,
            ExpiresAt = null,
            SessionId = session.Id,
        };
        call.Organization.Files.Add(copy, copy.HeldBytes);
        SessionResource mounted = resource with { FileId = copy.Id };
        session.Resources.Add(mounted);
        return mounted;
    }

    private static SessionResource ReadFile(JsonFields resource, ApiCall call)
    {
        string fileId = resource.RequiredText("file_id", 1, 256);
        if (!call.Organization.Files.TryGet(fileId, out StoredFile? file) || file.ExpiresAt <= call.Now)
            throw resource.Missing("file_id", "file", fileId);
        string path = resource.Text("mount_path", 1, PathCharsMax) is { } sent
            ? Rooted(resource, sent, UploadsRoot)
            : $"{UploadsRoot}/{fileId}";
        return New(call, "file", path) with { FileId = fileId };
    }

    private static SessionResource ReadRepository(JsonFields resource, ApiCall call)
    {
        string url = resource.RequiredText("url", 1, 2_048);
        bool good = Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && parsed is { Scheme: "https", Host: "github.com", Query: "" }
            && parsed.Segments.Length == 3 && !url.EndsWith(".git", StringComparison.Ordinal);
        if (!good)
            throw resource.Wrong("url", "must look like https://github.com/owner/repo, without .git");
        resource.Text("authorization_token", 1, 65_536);
        JsonElement? checkout = ReadCheckout(resource);
        string name = parsed!.Segments[2].TrimEnd('/');
        string path = resource.Text("mount_path", 1, PathCharsMax) is { } sent ? Rooted(resource, sent, WorkspaceRoot) : $"{WorkspaceRoot}/{name}";
        return New(call, "github_repository", path) with { Url = url, Checkout = checkout };
    }

    private static JsonElement? ReadCheckout(JsonFields resource)
    {
        if (resource.Child("checkout") is not { } checkout)
            return null;
        string type = checkout.RequiredOneOf("type", "branch", "commit");
        string member = type == "branch" ? "name" : "sha";
        var read = new JsonObject { ["type"] = type, [member] = checkout.RequiredText(member, 1, 255) };
        checkout.RefuseUnknown();
        return JsonText.Freeze(read);
    }

    private static string Rooted(JsonFields resource, string path, string root)
    {
        if (path[0] != '/' || path.Split('/').Any(part => part is "." or "..") || path.Any(char.IsControl))
            throw resource.Wrong("mount_path", "must be absolute, without . and .. parts");
        return path.StartsWith(root + "/", StringComparison.Ordinal) ? path : root + path;
    }

    private static SessionResource New(ApiCall call, string type, string path) => new()
    {
        Id = call.Emulator.Ids.Next("sesrsc_"),
        Sequence = call.Organization.NextSequence(),
        Type = type,
        MountPath = path,
        CreatedAt = call.Now,
        UpdatedAt = call.Now,
    };
}
