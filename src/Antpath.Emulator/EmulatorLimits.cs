namespace Antpath.Emulator;

/// <summary>Everything the emulator holds has a bound. The first group is the provider's, the second keeps this process small.</summary>
internal static class EmulatorLimits
{
    public const int JsonBodyBytesMax = 32_000_000;                 // §2.2; whether MB means 10^6 or 2^20 is not said: the smaller one
    public const long FileBytesMax = 500_000_000;                   // §11.2
    public const int SkillBytesMax = 30_000_000;                    // §10
    public const long OrganizationFileBytesMax = 1_000_000_000_000; // §11.2
    public const int CredentialsPerVaultMax = 20;                   // §9.2
    public const int VaultsPerSessionMax = 50;                      // §14, stated for deployments only
    public const int FilesPerSessionMax = 500;                      // §12.3
    public const int InitialEventsMax = 50;                         // §12.1
    public const int AgentToolsMax = 128;                           // §6.1, the stricter figure
    public const int McpServersMax = 20;                            // §6.1
    public const int SkillsPerAgentMax = 20;                        // §6.1, the stricter figure

    public const int OrganizationsMax = 10_000;
    public const int ObjectsPerKindMax = 20_000;
    public const int DisposedRememberedMax = 20_000;
    public const int AgentVersionsMax = 1_000;
    public const int SkillVersionsMax = 100;
    public const int ObjectBytes = 2 * 1024;                        // about what the members of any object take
    public const int EventBytes = 256;                              // about what an event takes beside its JSON
    public const int DisposedBytes = 256;
    public const int LargeBodyBytes = 1024 * 1024;                  // above, bodies are read a few at a time
    public const int LargeBodiesInFlightMax = 8;
    public const int EventsPerSessionMax = 20_000;
    public const int QueuedEventsMax = 200;
    public const int EventsPerRequestMax = 100;
    public const int SubscribersPerSessionMax = 20;
    public const int SubscriberFramesMax = 2_000;
    public const int SubscriberBytesMax = 40_000_000;               // one event of the largest body and some more
    public const int SnapshotFileBytesMax = 64 * 1024 * 1024;
    public const int UploadHeadBytesMax = 16 * 1024;
    public const int UploadPartsMax = 500;
    public const int CallsRememberedMax = 10_000;
    public const int FaultsMax = 200;
    public const int ConnectionsMax = 4_000;
    public const long GeneratedFileBytesMax = 20L * 1024 * 1024 * 1024;
}
