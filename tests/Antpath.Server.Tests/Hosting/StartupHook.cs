#pragma warning disable MA0047, CA1050 // the runtime looks for a hook by this name, outside of any namespace
/// <summary>
/// Loaded by the runtime into a process of ours that <see cref="Antpath.Server.Tests.Hosting.LastWordsTests"/> starts: lets a thread of it die of an
/// exception that nobody handles, as soon as the program has got as far as its web host.
/// </summary>
internal static class StartupHook
#pragma warning restore MA0047, CA1050
{
    public const string Message = "canaryinanexception sk-ant-thismustnotbeshown0";

    public static void Initialize() => AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
    {
        if (loaded.LoadedAssembly.GetName().Name != "Microsoft.AspNetCore")
            return;
        var thread = new Thread(static () => throw new InvalidOperationException(Message, new IOException(Message)));
        thread.Start();
        thread.Join(); // the program goes no further: the process ends here
    };
}
