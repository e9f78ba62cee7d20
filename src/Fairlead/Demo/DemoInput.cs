namespace Fairlead.Demo;

/// <summary>What a demo machine's console heard.</summary>
enum DemoInputKind
{
    /// <summary>Nothing, for as long as was asked.</summary>
    Silence,

    /// <summary>A character.</summary>
    Key,

    /// <summary>SIGINT: how a BREAK reaches a program on a pty.</summary>
    Break,

    /// <summary>The terminal is gone: the machine ends.</summary>
    End,
}

/// <summary>One event of a demo machine's console.</summary>
readonly record struct DemoInput(DemoInputKind Kind, byte Key = 0);
