using System.Security.Cryptography;
using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy.People;
using Antpath.Ids;
using Antpath.Testing.Mail;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Tenancy.People;

public sealed class SignInLinksTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private readonly string _browser = SignInLinks.NewSecret();
    private EngineUnderTest _engine = null!;
    private EmailAddress _email = null!;
    private AppUserId _owner;

    private SignIns SignIns => _engine.Get<SignIns>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _engine = new EngineUnderTest(database.ConnectionString);
        _email = Address($"{RandomNumberGenerator.GetHexString(12)}@example.test");
        (_, _owner) = await _engine.Get<Engine.Tenancy.Workspaces>().CreateAsync("Work", _email.Value, "Ada", Cancellation);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_link_opens_once_in_the_browser_that_asked()
    {
        var token = await IssueAsync();

        Assert.IsType<SignInResult.LinkSpent>(await SignIns.EnterByLinkAsync(token, SignInLinks.NewSecret(), null, Cancellation)); // another browser
        Assert.IsType<SignInResult.LinkSpent>(await SignIns.EnterByLinkAsync(token, null, null, Cancellation)); // a browser that never asked
        Assert.Equal(new SignInResult.SignedIn(_owner, 1), await SignIns.EnterByLinkAsync(token, _browser, null, Cancellation));
        Assert.IsType<SignInResult.LinkSpent>(await SignIns.EnterByLinkAsync(token, _browser, null, Cancellation));
    }

    [Fact]
    public async Task A_crash_before_the_commit_leaves_the_link_good()
    {
        var token = await IssueAsync();
        await using (var connection = await _engine.Database.OpenConnectionAsync(Cancellation))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            Assert.NotNull(await _engine.Get<SignInLinks>().RedeemAsync(transaction, token, _browser, Cancellation));
        }

        Assert.IsType<SignInResult.SignedIn>(await SignIns.EnterByLinkAsync(token, _browser, null, Cancellation));
    }

    [Fact]
    public async Task Of_many_who_open_it_at_once_one_gets_in()
    {
        var token = await IssueAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SignIns.EnterByLinkAsync(token, _browser, null, Cancellation)));

        Assert.Single(results, r => r is SignInResult.SignedIn);
    }

    [Fact]
    public async Task Opening_one_ends_the_others_that_wait_for_the_address()
    {
        var (first, second) = (await IssueAsync(), await IssueAsync());

        Assert.IsType<SignInResult.SignedIn>(await SignIns.EnterByLinkAsync(second, _browser, null, Cancellation));

        Assert.IsType<SignInResult.LinkSpent>(await SignIns.EnterByLinkAsync(first, _browser, null, Cancellation));
    }

    [Fact]
    public async Task A_link_dies_in_time_and_the_next_one_takes_it_away()
    {
        var token = await IssueAsync();
        await _engine.ScalarAsync<int>("update verification_token set expires = now() - interval '1 second' where identifier = $1 returning 1", _email.Value);

        Assert.IsType<SignInResult.LinkSpent>(await SignIns.EnterByLinkAsync(token, _browser, null, Cancellation));

        await IssueAsync();
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from verification_token where identifier = $1", _email.Value));
    }

    [Fact]
    public async Task Neither_token_nor_browser_is_kept()
    {
        var token = await IssueAsync();

        Assert.Equal(0L, await _engine.ScalarAsync<long>("select count(*) from verification_token v where v::text like '%' || $1 || '%' or v::text like '%' || $2 || '%'", token, _browser));
    }

    [Fact]
    public async Task A_pepper_that_was_added_in_front_leaves_links_good()
    {
        var token = await IssueAsync();
        await using var rotated = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_TOKEN_PEPPER", $"{EngineUnderTest.Key("p2")},{_engine.Variables["ANTPATH_TOKEN_PEPPER"]}"));

        Assert.IsType<SignInResult.SignedIn>(await rotated.Get<SignIns>().EnterByLinkAsync(token, _browser, null, Cancellation));
    }

    [Fact]
    public async Task So_many_wait_for_one_address_and_no_more()
    {
        for (var i = 0; i < 5; i++)
            Assert.NotNull(await TryIssueAsync());

        Assert.Null(await TryIssueAsync());
        var printed = await _engine.Get<SignInLinks>().IssueForTerminalAsync(_email, Cancellation); // nobody locks the operator out by asking
        Assert.IsType<SignInResult.SignedIn>(await SignIns.EnterByLinkAsync(printed, null, null, Cancellation));
    }

    [Fact]
    public async Task A_link_of_the_terminal_opens_in_any_browser_that_has_no_other_and_once()
    {
        var token = await _engine.Get<SignInLinks>().IssueForTerminalAsync(_email, Cancellation);

        Assert.IsType<SignInResult.LinkSpent>(await SignIns.EnterByLinkAsync(token, _browser, null, Cancellation)); // not by the way of links by mail
        Assert.Equal(new SignInResult.SignedIn(_owner, 1), await SignIns.EnterByLinkAsync(token, null, null, Cancellation));
        Assert.IsType<SignInResult.LinkSpent>(await SignIns.EnterByLinkAsync(token, null, null, Cancellation));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("\0")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task What_was_never_issued_opens_nothing(string? token) =>
        Assert.IsType<SignInResult.LinkSpent>(await SignIns.EnterByLinkAsync(token, _browser, null, Cancellation));

    [Fact]
    public async Task Who_is_known_gets_a_letter_and_who_is_not_gets_none()
    {
        await using var sink = await SmtpSink.StartAsync(Cancellation);
        await using var engine = new EngineUnderTest(
            database.ConnectionString, null, [("ANTPATH_TOKEN_PEPPER", _engine.Variables["ANTPATH_TOKEN_PEPPER"]!), .. sink.Settings.Select(s => (s.Key, s.Value!))]);
        var requests = engine.Get<LinkRequests>();
        await engine.Get<MailQueue>().StartAsync(Cancellation);
        await requests.StartAsync(Cancellation);
        var stranger = Address($"stranger-{_email.Value}");

        requests.Ask(Request(stranger));
        requests.Ask(Request(_email)); // answered in their order

        var letter = await sink.ReceiveAsync(_email.Value, Cancellation);
        var token = letter.Text.Split('\n').Single(line => line.StartsWith("https://antpath.example.test/", StringComparison.Ordinal)).Trim().Split('=')[1];
        Assert.Equal(new SignInResult.SignedIn(_owner, 1), await engine.Get<SignIns>().EnterByLinkAsync(token, _browser, null, Cancellation));
        Assert.False(sink.HasMail(stranger.Value));
        Assert.Equal(0L, await _engine.ScalarAsync<long>("select count(*) from verification_token where identifier = $1", stranger.Value));
        await requests.StopAsync(Cancellation);
        await engine.Get<MailQueue>().StopAsync(Cancellation);
    }

    private static EmailAddress Address(string text) => EmailAddress.TryParse(text, out var address) ? address : throw new ArgumentException("no address", nameof(text));

    private LinkRequest Request(EmailAddress email) => new() { Email = email, Browser = _browser, LinkOf = token => new Uri($"https://antpath.example.test/?token={token}") };

    private async Task<string> IssueAsync() => await TryIssueAsync() ?? throw new InvalidOperationException("no link was made");

    private async Task<string?> TryIssueAsync()
    {
        await using var connection = await _engine.Database.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        var token = await _engine.Get<SignInLinks>().IssueForBrowserAsync(transaction, _email, _browser, Cancellation);
        await transaction.CommitAsync(Cancellation);
        return token;
    }
}
