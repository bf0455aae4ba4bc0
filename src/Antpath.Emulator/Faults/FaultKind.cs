namespace Antpath.Emulator.Faults;

/// <summary>What can go wrong on cue (§18.2).</summary>
internal enum FaultKind
{
    /// <summary>The connection is cut before anything happened.</summary>
    DropBefore,

    /// <summary>The call takes effect, then the connection is cut.</summary>
    DropAfter,

    /// <summary>The call takes effect, the answer starts and the connection is cut inside it.</summary>
    Reset,

    /// <summary>An error status, and nothing happened.</summary>
    StatusBefore,

    /// <summary>The call takes effect and an error status is answered.</summary>
    StatusAfter,

    /// <summary>The answer comes in small pieces with pauses.</summary>
    SlowBody,

    /// <summary>Half of the answer, then the connection is cut.</summary>
    TruncatedBody,

    /// <summary>The answer declares more bytes than it has.</summary>
    WrongLength,

    /// <summary>The call waits before it takes effect.</summary>
    Latency,

    /// <summary>The call takes effect at once and its answer waits.</summary>
    LateAnswer,

    /// <summary>The call waits and then takes effect even if the client has gone: the create that shows up after the search for it.</summary>
    LateEffect,

    /// <summary>Events of lists and streams come twice.</summary>
    DuplicateEvents,

    /// <summary>Events of lists and streams change places.</summary>
    ReorderEvents,

    /// <summary>A successful delete answers 204 without a body.</summary>
    NoContent,

    /// <summary>A list answers an empty page with a cursor.</summary>
    EmptyPage,

    /// <summary>A list answers the cursor it was asked with.</summary>
    RepeatedCursor,

    /// <summary>Listing by <c>scope_id</c> answers everything.</summary>
    ScopeIgnored,
}
