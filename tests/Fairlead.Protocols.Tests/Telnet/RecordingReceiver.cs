using Fairlead.Protocols.Telnet;

namespace Fairlead.Protocols.Tests.Telnet;

/// <summary>Writes down what a decoder says, one line each.</summary>
sealed class RecordingReceiver : ITelnetReceiver
{
    public List<string> Heard { get; } = [];

    public void Command(TelnetCommand command) => Heard.Add(command.ToString());

    public void Negotiation(TelnetCommand verb, byte option) => Heard.Add($"{verb} {option}");

    public void Subnegotiation(byte option, ReadOnlySpan<byte> parameters) =>
        Heard.Add($"SB {option} {Convert.ToHexString(parameters)}");
}
