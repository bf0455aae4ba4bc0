namespace Antpath.Sdk.Tests.Support;

/// <summary>What the scripted server does with one request.</summary>
internal delegate Task Reply(ReceivedRequest request, Stream connection, CancellationToken cancellationToken);
