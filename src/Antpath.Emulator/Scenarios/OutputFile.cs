using Antpath.Emulator.Files;

namespace Antpath.Emulator.Scenarios;

/// <summary>A file the agent leaves behind. Whether sub-paths survive is undocumented (§17.11): only the name is kept.</summary>
internal sealed record OutputFile(string Filename, FileContent Content, ListingDefect Defect = ListingDefect.None);
