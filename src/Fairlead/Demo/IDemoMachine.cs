namespace Fairlead.Demo;

/// <summary>A small scripted machine with a console.</summary>
interface IDemoMachine
{
    /// <summary>Lives until the console ends.</summary>
    void Run(DemoConsole console);
}
