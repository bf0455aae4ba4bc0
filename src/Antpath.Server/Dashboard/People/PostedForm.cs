using Microsoft.AspNetCore.Antiforgery;

namespace Antpath.Server.Dashboard.People;

/// <summary>A form that a page of ours posted: its anti-forgery token has been checked.</summary>
internal sealed class PostedForm
{
    /// <summary>The field that says which workspace the page showed.</summary>
    public const string Workspace = "workspace";

    private readonly IFormCollection _fields;

    private PostedForm(IFormCollection fields) => _fields = fields;

    public string? this[string field] => _fields[field] is [{ Length: > 0 } value] ? value : null;

    public static async Task<PostedForm> ReadAsync(HttpContext http, IAntiforgery antiforgery)
    {
        await antiforgery.ValidateRequestAsync(http);
        return new PostedForm(await http.Request.ReadFormAsync(http.RequestAborted));
    }

    /// <summary>Whether the page showed the workspace that this browser is in now: with two tabs it may not, and a change must not hit the wrong one.</summary>
    public bool IsOf(DashboardSession session) => this[Workspace] == session.Principal.Workspace.ToString();
}
