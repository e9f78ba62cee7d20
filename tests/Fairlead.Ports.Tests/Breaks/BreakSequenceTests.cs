using System.Text;
using CsCheck;

namespace Fairlead.Ports.Tests.Breaks;

public sealed class BreakSequenceTests
{
    [Theory]
    [InlineData(@"\z", "BREAK")]
    [InlineData(@"\r\d~\d\x02", "0D 250 7E 250 02")]
    [InlineData(@"\d\d\d", "750")]
    [InlineData(@"a\zb", "61 BREAK 62")]
    [InlineData(@"\r\n\t\\\^", "0D0A095C5E")]
    [InlineData(@"\0\7\33\101\377", "00071B41FF")]
    [InlineData(@"\0012", "0132")]
    [InlineData(@"\xfF\x00", "FF00")]
    [InlineData(@"^a^A^[^@^?^_", "01011B007F1F")]
    [InlineData("é", "C3A9")]
    public void A_sequence_is_read_into_its_steps(string text, string steps)
    {
        Assert.True(BreakSequence.TryParse(text, out BreakSequence? sequence, out string error), error);
        Assert.Equal(steps, Describe(sequence!));
    }

    [Theory]
    [InlineData("", "column 1: the sequence is empty; expected bytes, \\z or \\d")]
    [InlineData(@"ab\q", "column 3: expected \\z \\d \\r \\n \\t \\\\ \\^ \\xHH or \\ooo")]
    [InlineData(@"a\", "column 2: expected \\z \\d \\r \\n \\t \\\\ \\^ \\xHH or \\ooo")]
    [InlineData(@"\x4", "column 1: expected two hexadecimal digits after \\x")]
    [InlineData(@"\x4g", "column 1: expected two hexadecimal digits after \\x")]
    [InlineData(@"\x-1", "column 1: expected two hexadecimal digits after \\x")]
    [InlineData(@"z\400", "column 2: octal number over \\377")]
    [InlineData("ab^", "column 3: expected ^A to ^Z, ^@ ^[ ^\\ ^] ^^ ^_ or ^?, or \\^ for the character itself")]
    [InlineData("^1", "column 1: expected ^A to ^Z, ^@ ^[ ^\\ ^] ^^ ^_ or ^?, or \\^ for the character itself")]
    public void A_mistake_is_named_with_its_column(string text, string expected)
    {
        Assert.False(BreakSequence.TryParse(text, out BreakSequence? sequence, out string error));
        Assert.Null(sequence);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Half_a_character_is_refused()
    {
        Assert.False(BreakSequence.TryParse("a\ud800", out _, out string error));
        Assert.Equal("column 2: half of a surrogate pair", error);
    }

    [Fact]
    public void Text_over_the_limit_is_refused()
    {
        Assert.True(BreakSequence.TryParse(new string('a', 256), out _, out _));
        Assert.False(BreakSequence.TryParse(new string('a', 257), out _, out string error));
        Assert.Equal("column 257: longer than 256 characters", error);
    }

    [Fact]
    public void Every_prefix_of_a_sequence_is_a_sequence_or_refused_at_its_end()
    {
        const string Text = @"\r\d~^B\x1f\377\z";
        for (int length = 1; length < Text.Length; length++)
        {
            if (!BreakSequence.TryParse(Text[..length], out _, out string error))
            {
                int column = int.Parse(error.Split(' ', ':')[1], System.Globalization.CultureInfo.InvariantCulture);
                Assert.InRange(column, Math.Max(1, length - 2), length);
            }
        }
    }

    [Fact]
    public void Any_bytes_can_be_written_as_hexadecimal() => Gen.Byte.Array[1, 60].Sample(bytes =>
    {
        string text = string.Concat(bytes.Select(static b => $"\\x{b:x2}"));
        Assert.True(BreakSequence.TryParse(text, out BreakSequence? sequence, out _));
        Assert.Equal(bytes, Assert.IsType<BreakStep.Bytes>(Assert.Single(sequence!.Steps)).Data.ToArray());
        Assert.Equal(bytes.Length, sequence.ByteCount);
    });

    [Fact]
    public void Any_text_is_parsed_or_refused_with_a_column() =>
        Gen.String[Gen.Char[@"\^xzd07a?~é"], 0, 20].Sample(text =>
            BreakSequence.TryParse(text, out _, out string error)
                ? error.Length == 0
                : error.StartsWith("column ", StringComparison.Ordinal));

    [Fact]
    public void A_sequence_is_queued_in_order_and_only_whole()
    {
        Assert.True(BreakSequence.TryParse(@"a\zb\d", out BreakSequence? sequence, out _));
        var line = new FakeLine { Room = 2 };
        Assert.True(sequence!.Run(line, TimeSpan.FromMilliseconds(700)));
        Assert.Equal(["write a", "break 700", "write b", "pause 250"], line.Calls);

        var narrow = new FakeLine { Room = 1 };
        Assert.False(sequence.Run(narrow, TimeSpan.FromMilliseconds(700)));
        Assert.Empty(narrow.Calls);

        var deaf = new FakeLine { CanBreak = false };
        Assert.False(sequence.Run(deaf, TimeSpan.FromMilliseconds(700)));
        Assert.Empty(deaf.Calls);
    }

    private static string Describe(BreakSequence sequence)
    {
        var text = new StringBuilder();
        foreach (BreakStep step in sequence.Steps)
        {
            text.Append(text.Length > 0 ? " " : "").Append(step switch
            {
                BreakStep.Bytes bytes => Convert.ToHexString(bytes.Data.Span),
                BreakStep.Pause pause => $"{pause.Length.TotalMilliseconds}",
                _ => "BREAK",
            });
        }

        return text.ToString();
    }
}
