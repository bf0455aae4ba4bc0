return await Antpath.Emulator.EmulatorCommand.RunAsync(args);
