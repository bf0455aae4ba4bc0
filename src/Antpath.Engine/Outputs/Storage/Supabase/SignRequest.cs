namespace Antpath.Engine.Outputs.Storage.Supabase;

/// <param name="ExpiresIn">Seconds.</param>
internal sealed record SignRequest(int ExpiresIn);
