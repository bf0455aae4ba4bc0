namespace Antpath.Engine.Providers.Claude;

/// <summary>What repeating a call would do (provider contract §16.1).</summary>
internal enum CallKind
{
    /// <summary>Makes something: a repeat might make it twice.</summary>
    Create,

    /// <summary>Hands in a message: a repeat might hand it in twice.</summary>
    Send,

    /// <summary>Changes nothing.</summary>
    Read,

    /// <summary>Leads to the same state however often it is done: delete, archive, interrupt, update by content.</summary>
    Settle,
}
