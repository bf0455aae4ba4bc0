namespace Antpath.Emulator.Skills;

/// <param name="Path">Relative, with forward slashes, below the one top directory it starts with.</param>
internal sealed record SkillFile(string Path, ReadOnlyMemory<byte> Content);
