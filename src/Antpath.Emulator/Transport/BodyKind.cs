namespace Antpath.Emulator.Transport;

internal enum BodyKind
{
    None,
    Json,

    /// <summary>A file upload: only the head of each part is kept.</summary>
    File,

    /// <summary>A skill upload: the parts are kept, up to the skill limit.</summary>
    Skill,
}
