using System.Net;
using System.Text;
using Antpath.Server.OpenApi;
using Antpath.Server.Problems;
using Scalar.AspNetCore;

namespace Antpath.Server.Documentation;

/// <summary>The API description, the reference for people, and the page that problem documents point to. Nothing is loaded from elsewhere.</summary>
internal static class DocumentationPages
{
    public const string Reference = "/docs";
    private const string Assets = "/docs/assets";

    // The viewer sets styles from script. It may load and ask this host only.
    private const string ViewerPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private const string PagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private const string ReferencePage = """
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Antpath API</title>
        </head>
        <body>
          <noscript>The reference needs JavaScript. The same as JSON: <a href="/openapi/v1.json">/openapi/v1.json</a></noscript>
          <div id="app"></div>
          <script src="/docs/assets/scalar.js"></script>
          <script src="/docs/reference.js"></script>
        </body>
        </html>
        """;

    private const string ReferenceScript = """
        Scalar.createApiReference('#app', {
          url: '/openapi/v1.json',
          withDefaultFonts: false,
          telemetry: false,
          hideClientButton: true,
          agent: { disabled: true },
          mcp: { disabled: true },
          showDeveloperTools: 'never',
          documentDownloadType: 'json',
          authentication: { preferredSecurityScheme: 'apiToken' },
        });
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi(ApiDescription.Route).AllowAnonymous();
        routes.MapScalarApiReference(Assets).AllowAnonymous();
        routes.MapGet(Reference, context => WriteAsync(context, ViewerPolicy, "text/html; charset=utf-8", ReferencePage)).AllowAnonymous();
        routes.MapGet("/docs/reference.js", context => WriteAsync(context, ViewerPolicy, "text/javascript; charset=utf-8", ReferenceScript)).AllowAnonymous();
        var problems = ProblemsPage();
        routes.MapGet(ApiProblem.DocumentationPath, context => WriteAsync(context, PagePolicy, "text/html; charset=utf-8", problems)).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, string policy, string contentType, string text)
    {
        context.Response.Headers.ContentSecurityPolicy = policy;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static string ProblemsPage()
    {
        var page = new StringBuilder("""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>Antpath: problems</title>
              <style>
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
                h2 { font: 600 1.1rem/1.4 ui-monospace, monospace; margin: 2rem 0 .25rem; }
                p { margin: .25rem 0; }
              </style>
            </head>
            <body>
              <h1>Problems</h1>
              <p>Every refusal of the API carries one of these codes.</p>

            """);
        foreach (var kind in ProblemKinds.All)
        {
            page.AppendLine($"""
                  <h2 id="{kind.Code}">{kind.Status} {kind.Code}</h2>
                  <p>{Html(kind.When)}</p>
                  <p><strong>What to do:</strong> {Html(kind.Next)}</p>
                """);
        }

        return page.AppendLine("</body></html>").ToString();
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text).Replace("`", "", StringComparison.Ordinal);
}
