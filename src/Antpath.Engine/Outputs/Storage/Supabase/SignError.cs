namespace Antpath.Engine.Outputs.Storage.Supabase;

/// <param name="StatusCode">The real status, as text.</param>
internal sealed record SignError(string? StatusCode);
