namespace Antpath.Engine.Outputs.Storage;

/// <summary>What was written, as counted on the way and not as announced.</summary>
/// <param name="SizeBytes">Bytes written.</param>
/// <param name="Sha256">SHA-256 of them, 32 bytes.</param>
#pragma warning disable CA1819 // a hash on its way to a database parameter
public sealed record StoredObject(long SizeBytes, byte[] Sha256);
#pragma warning restore CA1819
