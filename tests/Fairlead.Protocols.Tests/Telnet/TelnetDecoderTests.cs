using Fairlead.Protocols.Telnet;

namespace Fairlead.Protocols.Tests.Telnet;

public sealed class TelnetDecoderTests
{
    // Data, CR NUL, CR LF, a doubled IAC, a negotiation inside CR NUL, a subnegotiation with a doubled IAC (RFC 855),
    // a BREAK, and a subnegotiation that another command cuts off.
    private static readonly byte[] s_conversation =
    [
        .. "login: \r\0\r\n"u8, 255, 255, .. "x\r"u8, 255, 253, 3, 0, .. "y"u8, 255, 250, 44, 1, 255, 255, 2, 255, 240,
        .. "z"u8, 255, 243, 255, 250, 24, 1, 255, 251, 1, .. "end\r"u8, 255, 255, 0,
    ];

    [Fact]
    public void Commands_are_taken_out_and_data_is_left()
    {
        var receiver = new RecordingReceiver();
        byte[] data = Decode(new TelnetDecoder(), receiver, s_conversation);

        Assert.Equal([.. "login: \r\r\n"u8, 255, .. "x\ryzend\r"u8, 255, 0], data);
        Assert.Equal(["DO 3", "SB 44 01FF02", "BRK", "WILL 1"], receiver.Heard);
    }

    [Fact]
    public void Any_split_in_three_gives_the_same_bytes_and_calls()
    {
        var whole = new RecordingReceiver();
        byte[] expected = Decode(new TelnetDecoder(), whole, s_conversation);
        for (int first = 0; first <= s_conversation.Length; first++)
        {
            for (int second = first; second <= s_conversation.Length; second++)
            {
                var decoder = new TelnetDecoder();
                var receiver = new RecordingReceiver();
                byte[] data =
                [
                    .. Decode(decoder, receiver, s_conversation[..first]),
                    .. Decode(decoder, receiver, s_conversation[first..second]),
                    .. Decode(decoder, receiver, s_conversation[second..]),
                ];
                Assert.Equal(expected, data);
                Assert.Equal(whole.Heard, receiver.Heard);
            }
        }
    }

    [Fact]
    public void Every_prefix_gives_a_prefix_of_the_data()
    {
        byte[] expected = Decode(new TelnetDecoder(), new RecordingReceiver(), s_conversation);
        for (int length = 0; length <= s_conversation.Length; length++)
        {
            byte[] data = Decode(new TelnetDecoder(), new RecordingReceiver(), s_conversation[..length]);
            Assert.Equal(expected[..data.Length], data);
        }
    }

    [Fact]
    public void A_binary_peer_keeps_its_nul_after_cr()
    {
        var decoder = new TelnetDecoder { Binary = true };
        Assert.Equal("\r\0"u8.ToArray(), Decode(decoder, new RecordingReceiver(), "\r\0"u8.ToArray()));
    }

    [Fact]
    public void A_subnegotiation_that_is_too_long_is_dropped_whole_and_counted()
    {
        var decoder = new TelnetDecoder();
        var receiver = new RecordingReceiver();
        byte[] longest = [255, 250, 44, .. new byte[TelnetDecoder.LongestSubnegotiation], 255, 240];
        byte[] tooLong = [255, 250, 44, .. new byte[TelnetDecoder.LongestSubnegotiation + 1], 255, 240, 65];

        Assert.Empty(Decode(decoder, receiver, longest));
        Assert.Equal("A"u8.ToArray(), Decode(decoder, receiver, tooLong));
        Assert.Single(receiver.Heard);
        Assert.Equal(1, decoder.DroppedSubnegotiations);
    }

    [Fact]
    public void Hostile_bytes_in_any_pieces_give_what_they_give_as_a_whole()
    {
        var random = new Random(854);
        byte[] favorites = [255, 255, 255, 250, 240, 251, 252, 253, 254, 243, 13, 0, 10, 65, 1, 3];
        for (int round = 0; round < 3000; round++)
        {
            byte[] bytes = new byte[random.Next(1, 200)];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = random.Next(3) == 0 ? (byte)random.Next(256) : favorites[random.Next(favorites.Length)];
            }

            bool binary = random.Next(2) == 0;
            var whole = new RecordingReceiver();
            byte[] expected = Decode(new TelnetDecoder { Binary = binary }, whole, bytes);
            var decoder = new TelnetDecoder { Binary = binary };
            var pieces = new RecordingReceiver();
            List<byte> data = [];
            for (int at = 0; at < bytes.Length;)
            {
                int length = Math.Min(random.Next(1, 9), bytes.Length - at);
                data.AddRange(Decode(decoder, pieces, bytes[at..(at + length)]));
                at += length;
            }

            Assert.Equal(expected, data);
            Assert.Equal(whole.Heard, pieces.Heard);
        }
    }

    private static byte[] Decode(TelnetDecoder decoder, RecordingReceiver receiver, byte[] bytes)
    {
        byte[] buffer = [.. bytes];
        return buffer[..decoder.Decode(buffer, receiver)];
    }
}
