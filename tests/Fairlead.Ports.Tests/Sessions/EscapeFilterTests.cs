using System.Text;
using CsCheck;

namespace Fairlead.Ports.Tests.Sessions;

public sealed class EscapeFilterTests
{
    private const string E = "\u0005";

    [Theory]
    [InlineData("<.>", E, "c", ".")]
    [InlineData("<.>", E + "c", ".")]
    [InlineData("<.>", E, "c.")]
    [InlineData("<.>", E + "c.")]
    [InlineData("<l0>", E + "cl0")]
    [InlineData("<l0>", E, "c", "l", "0")]
    [InlineData("<l?>", E + "cl", "?")]
    [InlineData("<w>x", E + "cwx")]
    [InlineData("<w><w>", E + "cw", E + "cw")]
    public void An_escape_that_begins_a_small_message_is_seen(string expected, params string[] messages) =>
        Assert.Equal(expected, Run(messages));

    [Theory]
    [InlineData(E + "c.xy")]
    [InlineData("x" + E + "c.")]
    [InlineData("x" + E, "c", ".")]
    [InlineData(E + "cl0x")]
    [InlineData(E, "cl0xy")]
    [InlineData(E + "c", ".....")]
    [InlineData(E + "cl", "00000")]
    [InlineData(E + "x")]
    [InlineData(E, "x")]
    [InlineData(E + E + "c.")]
    [InlineData(E + "cw" + E + "c.")]
    [InlineData("....." + E + "c.")]
    public void Everything_else_passes_unaltered(params string[] messages) =>
        Assert.Equal(string.Concat(messages), Run(messages));

    [Theory]
    [InlineData(1, E + "\r")]
    [InlineData(2, "<\r>")]
    [InlineData(3, "<l\r>")]
    [InlineData(4, "<l0>\r")]
    [InlineData(5, null)]
    [InlineData(6, null)]
    [InlineData(64, null)]
    [InlineData(32768, null)]
    public void Only_a_message_of_at_most_four_bytes_triggers(int length, string? expected)
    {
        string message = (E + "cl0").PadRight(length, 'x')[..length];
        Assert.Equal(expected ?? message + "\r", Run(message, "\r"));
    }

    [Fact]
    public void The_first_key_twice_passes_the_first_and_begins_again() => Assert.Equal(E + "<.>", Run(E, E, "c", "."));

    [Fact]
    public void An_escape_after_a_command_in_the_same_message_is_none() => Assert.Equal("<w>" + E, Run(E + "cw" + E));

    [Fact]
    public void Other_keys_can_be_the_escape() =>
        Assert.Equal("\u0005c.<.>", Run(new EscapeKeys(0x1D, (byte)'q'), "\u0005c.", "\u001dq."));

    [Fact]
    public void Bytes_without_an_escape_at_the_start_of_a_small_message_pass_unaltered() =>
        Messages.Sample(messages =>
        {
            string[] harmless = [.. messages.Where(static m => m.Length > 4 || m[0] != E[0])];
            Assert.Equal(string.Concat(harmless), Run(harmless));
        });

    [Fact]
    public void Every_byte_is_passed_or_used_or_held_exactly_once() =>
        Messages.Sample(messages => Assert.Equal(Reference(messages), Run(messages)));

    /// <summary>Short messages of few letters, so that escapes, halves of escapes and stutters are common.</summary>
    private static Gen<string[]> Messages =>
        Gen.String[Gen.Char[E + "cl.x"], 1, 7].Array[0, 12];

    /// <summary>The rule of the contract, applied to the messages as a whole instead of byte by byte.</summary>
    private static string Reference(string[] messages)
    {
        var seen = new StringBuilder();
        string waiting = "";
        foreach (string message in messages)
        {
            string rest = message;
            bool small = message.Length <= 4;
            if (waiting.Length > 0 && (!small || (waiting == E && rest[0] != 'c')))
            {
                seen.Append(waiting);
                waiting = "";
            }

            if (waiting.Length == 0 && small && rest[0] == E[0])
            {
                waiting = E;
                rest = rest[1..];
            }

            if (waiting == E && rest.Length > 0)
            {
                if (rest[0] == 'c')
                {
                    waiting += 'c';
                    rest = rest[1..];
                }
                else
                {
                    seen.Append(waiting);
                    waiting = "";
                }
            }

            if (waiting == E + "c" && rest.StartsWith('l'))
            {
                waiting += 'l';
                rest = rest[1..];
            }

            if (waiting.Length >= 2 && rest.Length > 0)
            {
                seen.Append('<').Append(waiting[2..]).Append(rest[0]).Append('>');
                waiting = "";
                rest = rest[1..];
            }

            seen.Append(rest);
        }

        return seen.ToString();
    }

    private static string Run(params string[] messages) => Run(EscapeKeys.Conserver, messages);

    private static string Run(EscapeKeys keys, params string[] messages)
    {
        var filter = new EscapeFilter();
        var seen = new StringBuilder();
        int used = 0;
        int passed = 0;
        foreach (string text in messages)
        {
            byte[] message = Encoding.Latin1.GetBytes(text);
            for (int offset = 0; offset < message.Length;)
            {
                EscapeStep step = filter.Next(message, offset, keys);
                switch (step.Action)
                {
                    case EscapeAction.Pass:
                        seen.Append(text.AsSpan(offset, step.Taken));
                        passed += step.Taken;
                        break;
                    case EscapeAction.Release:
                        seen.Append(Encoding.Latin1.GetString(filter.Held));
                        passed += filter.Held.Length;
                        filter.Released();
                        break;
                    case EscapeAction.Command:
                        seen.Append('<').Append((char)step.Letter);
                        seen.Append(step.Argument == 0 ? "" : ((char)step.Argument).ToString()).Append('>');
                        used += step.Used;
                        break;
                }

                offset += step.Taken;
            }
        }

        Assert.Equal(messages.Sum(static m => m.Length), passed + used + filter.Held.Length);
        return seen.ToString();
    }
}
