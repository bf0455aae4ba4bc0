// Measures the emulator and the control plane beside a baseline of the same minute: machines are noisy, ratios less so. See docs/performance.md.
//   Antpath.Benchmarks [emulator|control-plane] [--quick|--tiny] [--out FOLDER]
using Antpath.Benchmarks;
using Antpath.Benchmarks.ControlPlane;
using Antpath.Benchmarks.Emulator;
using Antpath.Benchmarks.Measuring;

if (args is ["echo"])
    return await EchoProcess.RunAsync();

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};

try
{
    var options = BenchOptions.Parse(args);
    var report = new BenchReport(options.Size.Name, TimeProvider.System);
    if (options.Includes("emulator"))
        await EmulatorBench.RunAsync(options.Size, report, interrupted.Token);
    if (options.Includes("control-plane"))
        await ControlPlaneBench.RunAsync(options.Size, report, interrupted.Token);
    await report.SaveAsync(options.OutFolder, interrupted.Token);
    return 0;
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
