using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Antpath.Browser.Tests;

/// <summary>One browser of one person, with what its console complained about: a content policy that a page breaks shows there.</summary>
internal sealed class Guest : IAsyncDisposable
{
    private const string Judge = """
        async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations
            .map(v => `${v.impact} ${v.id}: ${v.help} (${v.nodes.map(n => n.target.join(' ')).join('; ')})`)
        """;

    private const string PicturesVariable = "ANTPATH_TEST_PICTURES";

    /// <summary>For whatever a page does: a busy machine is slow, and only what is stuck is to fail.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public Guest(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue($"{message.Text} at {message.Location}");
        };
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Complaints => [.. _complaints];

    public string Place => new Uri(Page.Url).PathAndQuery;

    /// <summary>
    /// Waits until the browser is at such an address. The browser's driver looks for it: waiting for events of the page misses one that comes between a
    /// look and the wait.
    /// </summary>
    /// <param name="pattern">A regular expression for the whole address.</param>
    public Task ArriveAsync(string pattern) =>
        Assertions.Expect(Page).ToHaveURLAsync(new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)), new() { Timeout = (float)Patience.TotalMilliseconds });

    /// <summary>What axe finds on the page, and whether it is wider than the window.</summary>
    public async Task<IReadOnlyList<string>> FindingsAsync(string axe)
    {
        await Page.EvaluateAsync(axe);
        var found = (await Page.EvaluateAsync<string[]>(Judge)).ToList();
        if (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") is > 0 and var wide)
            found.Add($"the page is {wide} px wider than the window");
        return found;
    }

    /// <summary>Keeps a picture of the page for who wants to look: in the folder that <c>ANTPATH_TEST_PICTURES</c> names, if it names one.</summary>
    public async Task KeepPictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(folder, $"{string.Join('-', name.Split('/', '?', '=').Where(part => part.Length > 0))}.png") });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
