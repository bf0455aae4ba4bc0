using System.Diagnostics;
using Antpath.Server.Commands;
using Antpath.Server.Hosting;
using Antpath.Server.Telemetry;

LastWords.Install(Console.Error);
DistributedContextPropagator.Current = new NoPropagation(); // also for libraries that make clients of their own
return await ServerCommand.RunAsync(args, Console.Out, Console.Error);
