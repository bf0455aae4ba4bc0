using System.CommandLine;
using Antpath.DevStack;

// stopping hands runs back and shuts PostgreSQL down, which takes a while on a busy machine; the default of two seconds would cut it off
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
return await Commands.Root(TimeProvider.System).Parse(args).InvokeAsync(invocation);
