using Antpath.DevStack;

return await Commands.Root(TimeProvider.System).Parse(args).InvokeAsync();
