using Antpath.Engine.Database;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Hosting;

/// <summary>A connection takes on one role; a process that is API and worker would need two.</summary>
internal sealed class ProcessRoleCheck(ServerRole role) : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options) => options.AssumeRole && role == ServerRole.All
        ? ValidateOptionsResult.Fail("ANTPATH_DATABASE_ASSUME_ROLE needs 'api' and 'worker' as processes of their own; for 'all', give its database user both roles.")
        : ValidateOptionsResult.Success;
}
