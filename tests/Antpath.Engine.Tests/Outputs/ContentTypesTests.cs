using Antpath.Engine.Outputs;

namespace Antpath.Engine.Tests.Outputs;

public sealed class ContentTypesTests
{
    [Theory]
    [InlineData("text/html")]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("TEXT/HTML")]
    [InlineData(" text/html ;x=y")]
    [InlineData("application/xhtml+xml")]
    [InlineData("image/svg+xml")]
    [InlineData("text/xml")]
    [InlineData("application/xml")]
    [InlineData("text/xsl")]
    [InlineData("application/xslt+xml")]
    [InlineData("text/javascript")]
    [InlineData("application/javascript")]
    [InlineData("application/ecmascript")]
    [InlineData("text/css")]
    [InlineData("text/vnd.something")]
    [InlineData("application/rdf+xml")]
    [InlineData("application/ld+json")]
    public void Source_that_a_browser_might_run_becomes_plain_text(string reported) => Assert.Equal("text/plain; charset=utf-8", ContentTypes.Neutralise(reported));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("application/x-shockwave-flash")]
    [InlineData("multipart/x-mixed-replace; boundary=x")]
    [InlineData("message/rfc822")]
    [InlineData("application/x-msdownload")]
    [InlineData("application/wasm")]
    [InlineData("image/png\r\nX-Other: 1")]
    [InlineData("application/octet-stream")]
    public void What_is_not_known_to_be_harmless_becomes_bytes(string? reported) => Assert.Equal("application/octet-stream", ContentTypes.Neutralise(reported));

    [Theory]
    [InlineData("image/png", "image/png")]
    [InlineData("IMAGE/JPEG; q=1", "image/jpeg")]
    [InlineData("application/pdf", "application/pdf")]
    [InlineData("application/json", "application/json")]
    [InlineData("text/csv", "text/csv; charset=utf-8")]
    [InlineData("text/plain; charset=latin1", "text/plain; charset=utf-8")]
    public void Harmless_types_stay(string reported, string served) => Assert.Equal(served, ContentTypes.Neutralise(reported));
}
