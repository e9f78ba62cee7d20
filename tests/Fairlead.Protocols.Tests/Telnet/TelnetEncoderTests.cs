using CsCheck;
using Fairlead.Protocols.Telnet;

namespace Fairlead.Protocols.Tests.Telnet;

public sealed class TelnetEncoderTests
{
    [Theory]
    [InlineData("61FF0D0A62", false, "61FFFF0D000A62")]
    [InlineData("61FF0D0A62", true, "61FFFF0D0A62")]
    [InlineData("0D", false, "0D00")]
    [InlineData("", false, "")]
    public void Iac_is_doubled_and_cr_is_marked(string data, bool binary, string wire)
    {
        byte[] into = new byte[64];
        int written = TelnetEncoder.Encode(Convert.FromHexString(data), into, binary, out int consumed);
        Assert.Equal(wire, Convert.ToHexString(into.AsSpan(0, written)));
        Assert.Equal(data.Length / 2, consumed);
    }

    [Fact]
    public void A_pair_that_does_not_fit_stays_behind_whole()
    {
        byte[] into = new byte[3];
        int written = TelnetEncoder.Encode([65, 66, 255, 67], into, binary: false, out int consumed);
        Assert.Equal((2, 2), (written, consumed));
    }

    [Fact]
    public void What_is_encoded_in_any_pieces_decodes_to_what_was_given() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[2, 40], Gen.Bool).Sample((data, room, binary) =>
        {
            List<byte> wire = [];
            byte[] into = new byte[room];
            for (int at = 0; at < data.Length;)
            {
                int written = TelnetEncoder.Encode(data.AsSpan(at), into, binary, out int consumed);
                Assert.True(consumed > 0);
                wire.AddRange(into[..written]);
                at += consumed;
            }

            byte[] decoded = [.. wire];
            int count = new TelnetDecoder { Binary = binary }.Decode(decoded, new RecordingReceiver());
            Assert.Equal(data, decoded[..count]);
        });
}
