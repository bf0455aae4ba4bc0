using Antpath.Engine.Runs.Lifecycle;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Hosting;

/// <summary>A worker in this process must get the time to hand its runs back.</summary>
internal sealed class DrainCheck(IOptions<WorkerOptions> worker) : IValidateOptions<ApiOptions>
{
    public ValidateOptionsResult Validate(string? name, ApiOptions options) => TimeSpan.FromSeconds(options.DrainSeconds) > worker.Value.DrainTimeout
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("ANTPATH_SERVER_DRAIN_SECONDS must be longer than ANTPATH_WORKER_DRAIN_TIMEOUT: the worker hands its runs back after that.");
}
