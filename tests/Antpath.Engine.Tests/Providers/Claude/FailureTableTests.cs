using Antpath.Engine.Providers;
using Antpath.Engine.Providers.Claude;

namespace Antpath.Engine.Tests.Providers.Claude;

public sealed class FailureTableTests
{
    public static TheoryData<int, ErrorClass, string, bool> Statuses => new()
    {
        // status, class, code, whether a create may have happened (provider contract §2.2 and §16.1)
        { 301, ErrorClass.ProviderPermanent, "provider_redirected", false },
        { 400, ErrorClass.ProviderPermanent, "provider_refused", false },
        { 401, ErrorClass.TenantPermanent, "provider_key_rejected", false },
        { 402, ErrorClass.TenantPermanent, "provider_billing", false },
        { 403, ErrorClass.TenantPermanent, "provider_permission_denied", false },
        { 404, ErrorClass.ProviderPermanent, "provider_resource_missing", false },
        { 408, ErrorClass.TransientProvider, "provider_timeout", true },
        { 409, ErrorClass.ProviderPermanent, "provider_conflict", false },
        { 412, ErrorClass.ProviderPermanent, "provider_refused", false },
        { 413, ErrorClass.TenantPermanent, "provider_request_too_large", false },
        { 422, ErrorClass.ProviderPermanent, "provider_refused", false },
        { 429, ErrorClass.TransientProvider, "provider_limit_unexplained", false },
        { 431, ErrorClass.AntpathBug, "provider_request_malformed", false },
        { 499, ErrorClass.TransientProvider, "provider_connection_lost", true },
        { 500, ErrorClass.TransientProvider, "provider_unavailable", true },
        { 501, ErrorClass.ProviderPermanent, "provider_refused", false },
        { 502, ErrorClass.TransientProvider, "provider_unavailable", true },
        { 503, ErrorClass.TransientProvider, "provider_unavailable", true },
        { 504, ErrorClass.TransientProvider, "provider_timeout", true },
        { 529, ErrorClass.TransientProvider, "provider_overloaded", true },
        { 599, ErrorClass.TransientProvider, "provider_unavailable", true },
    };

    public static TheoryData<int, string, ErrorClass, string> ErrorCodes => new()
    {
        { 400, "organization_not_enrolled_in_beta", ErrorClass.TenantPermanent, "provider_beta_not_enrolled" },
        { 403, "organization_on_hold", ErrorClass.TenantPermanent, "provider_organization_on_hold" },
        { 400, "storage_quota_exceeded", ErrorClass.TenantPermanent, "provider_storage_quota_exceeded" },
        { 429, "enforced_spend_limit_reached", ErrorClass.TenantPermanent, "provider_spend_limit_reached" },
        { 400, "model_not_budgetable", ErrorClass.TenantPermanent, "model_not_budgetable" },
        { 403, "environment_create_disabled", ErrorClass.TenantPermanent, "provider_permission_denied" },
        { 400, "file_not_downloadable", ErrorClass.ProviderPermanent, "file_not_downloadable" },
        { 404, "file_expired", ErrorClass.ProviderPermanent, "file_expired" },
        { 400, "request_body_timeout", ErrorClass.TransientProvider, "provider_timeout" },
        { 400, "unsupported_charset", ErrorClass.AntpathBug, "provider_request_malformed" },
        { 400, "invalid_metadata", ErrorClass.AntpathBug, "provider_request_malformed" },
        { 409, "skill_read_blocked_undecryptable", ErrorClass.TenantPermanent, "provider_encryption_key_unavailable" },
        { 400, "cmek_key_disabled", ErrorClass.TenantPermanent, "provider_encryption_key_unavailable" },
        { 503, "cmek_key_unreachable", ErrorClass.TransientProvider, "provider_unavailable" },
        { 400, "something_new", ErrorClass.ProviderPermanent, "provider_refused" },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Each_status_has_its_class_and_says_whether_a_create_may_have_happened(int status, ErrorClass expected, string code, bool mayHaveHappened)
    {
        var create = FailureTable.ForAnswer(Call(CallKind.Create), Answer(status));
        var send = FailureTable.ForAnswer(Call(CallKind.Send), Answer(status));

        Assert.Equal((expected, code, mayHaveHappened), (create.Class, create.Code, create.OutcomeUnknown));
        Assert.Equal((expected, code, mayHaveHappened), (send.Class, send.Code, send.OutcomeUnknown));
        Assert.Equal(status, create.HttpStatus);
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void What_may_be_repeated_is_never_left_unknown(int status, ErrorClass expected, string code, bool mayHaveHappened)
    {
        _ = mayHaveHappened;
        Assert.All([CallKind.Read, CallKind.Settle], kind =>
        {
            var failure = FailureTable.ForAnswer(Call(kind), Answer(status));
            Assert.Equal((expected, code, false), (failure.Class, failure.Code, failure.OutcomeUnknown));
        });
    }

    [Theory]
    [MemberData(nameof(ErrorCodes))]
    public void An_error_code_says_more_than_its_status(int status, string errorCode, ErrorClass expected, string code)
    {
        var failure = FailureTable.ForAnswer(Call(CallKind.Create), Answer(status) with { ErrorCode = errorCode });

        Assert.Equal((expected, code), (failure.Class, failure.Code));
    }

    [Fact]
    public void A_request_whose_body_never_arrived_was_not_carried_out() =>
        Assert.False(FailureTable.ForAnswer(Call(CallKind.Create), Answer(400) with { ErrorCode = "request_body_timeout" }).OutcomeUnknown);

    [Fact]
    public void A_rate_limit_says_when_to_come_back()
    {
        var failure = FailureTable.ForAnswer(Call(CallKind.Read), Answer(429) with { RetryAfter = TimeSpan.FromSeconds(7), RequestId = "req_1" });

        Assert.Equal((ErrorClass.TransientProvider, "provider_rate_limited"), (failure.Class, failure.Code));
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.Equal("req_1", failure.RequestId);
    }

    [Theory]
    [InlineData(nameof(CallLoss.NotSent), "provider_unreachable", false)]
    [InlineData(nameof(CallLoss.ConnectionLost), "provider_connection_lost", true)]
    [InlineData(nameof(CallLoss.TimedOut), "provider_timeout", true)]
    [InlineData(nameof(CallLoss.Unreadable), "provider_answer_unreadable", true)]
    [InlineData(nameof(CallLoss.TooLarge), "provider_answer_too_large", true)]
    public void A_lost_answer_leaves_a_create_unknown_unless_nothing_was_sent(string loss, string code, bool mayHaveHappened)
    {
        var create = FailureTable.ForLoss(Call(CallKind.Create), Enum.Parse<CallLoss>(loss));
        var read = FailureTable.ForLoss(Call(CallKind.Read), Enum.Parse<CallLoss>(loss));

        Assert.Equal((ErrorClass.TransientProvider, code, mayHaveHappened), (create.Class, create.Code, create.OutcomeUnknown));
        Assert.False(read.OutcomeUnknown);
    }

    [Fact]
    public void Every_message_names_the_call_and_fits_its_column()
    {
        var failures = Statuses.Select(row => FailureTable.ForAnswer(Call(CallKind.Create), Answer((int)((ITheoryDataRow)row).GetData()[0]!)))
            .Concat(Enum.GetValues<CallLoss>().Select(loss => FailureTable.ForLoss(Call(CallKind.Create), loss)))
            .Append(FailureTable.ForNoTurn(Call(CallKind.Create), TimeSpan.FromSeconds(1)));

        Assert.All(failures, f =>
        {
            Assert.StartsWith("Making the thing: ", f.Message, StringComparison.Ordinal);
            Assert.EndsWith(".", f.Message, StringComparison.Ordinal);
            Assert.InRange(f.Message.Length, 20, 400);
            Assert.Matches("^[a-z][a-z0-9_]{0,63}$", f.Code);
        });
    }

    private static ProviderCall Call(CallKind kind) => new("Making the thing", kind, CallFamily.Create, TimeSpan.FromSeconds(5));

    private static ProviderAnswer Answer(int status) => new(status, ErrorCode: null, RequestId: null, RetryAfter: null, MayRepeat: null);
}
