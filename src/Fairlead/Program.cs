using Fairlead;
using Fairlead.Client;
using Fairlead.Demo;
using Fairlead.Lines;

// What a line's program runs through, and what the demo's consoles are: no options, started by ourselves.
switch (args)
{
    case ["exec-as", ..]:
        return ExecAs.Run(args[1..]);
    case ["demo-target", var name]:
        return DemoTarget.Run(name);
}

return Verbs.Owns(args) ? Verbs.Run(args) : OperatorCommand.Run(args);
