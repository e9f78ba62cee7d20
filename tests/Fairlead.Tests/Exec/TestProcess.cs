using System.Runtime.CompilerServices;
using Fairlead.Lines;

namespace Fairlead.Tests.Exec;

/// <summary>
/// This test program, started again as what the daemon's binary is: the helper of exec lines, or a demo machine.
/// </summary>
static class TestProcess
{
    public static IReadOnlyList<string> Helper { get; } = [Environment.ProcessPath!, "exec-as"];

    public static IReadOnlyList<string> DemoTarget(string name) => [Environment.ProcessPath!, "demo-target", name];

#pragma warning disable CA2255 // The test runner owns Main; this is the only way in before it.
    [ModuleInitializer]
    public static void BeSomethingElse()
#pragma warning restore CA2255
    {
        switch (Environment.GetCommandLineArgs())
        {
            case [_, "exec-as", .. var arguments]:
                Environment.Exit(ExecAs.Run(arguments));
                break;
            case [_, "demo-target", var name]:
                Environment.Exit(Fairlead.Demo.DemoTarget.Run(name));
                break;
        }
    }
}
