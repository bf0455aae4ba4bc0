using Antpath.Cli;
using Antpath.Cli.Hosting;

using var interrupts = new Interrupts();
return await CommandLine.RunAsync(args, ProcessHost.Create(interrupts));
