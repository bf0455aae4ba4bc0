using Microsoft.Extensions.Options;

namespace Antpath.Engine.Outputs.Storage;

/// <summary>What attributes cannot say about <see cref="StorageOptions"/>. A missing root is reported with all other missing settings.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options) => options.Root.Length == 0 || Path.IsPathFullyQualified(options.Root)
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("ANTPATH_STORAGE_ROOT must be an absolute path: processes start in different folders.");
}
