using Fairlead.Protocols.Telnet;

namespace Fairlead.Protocols.Tests.Telnet;

public sealed class TelnetClientTests
{
    [Fact]
    public void It_offers_binary_and_sga_both_ways_and_nothing_else()
    {
        var client = new TelnetClient();
        client.Open();
        Assert.Equal([255, 253, 3, 255, 251, 3, 255, 253, 0, 255, 251, 0], client.Replies.ToArray());
        client.RepliesSent(5);
        Assert.Equal([3, 255, 253, 0, 255, 251, 0], client.Replies.ToArray());
    }

    [Fact]
    public void A_peer_that_turns_binary_in_mid_stream_keeps_its_nul_from_there_on()
    {
        var client = new TelnetClient();
        client.Open();
        byte[] bytes = [13, 0, 255, 251, 0, 13, 0];
        int count = client.Decode(bytes);
        Assert.Equal([13, 13, 0], bytes[..count]);
        Assert.False(client.SendsBinary);
    }

    [Fact]
    public void A_peer_that_asks_for_everything_gets_a_bounded_answer()
    {
        int looping = 0;
        var client = new TelnetClient(_ => looping++);
        for (int round = 0; round < 200; round++)
        {
            for (int option = 0; option < 256; option++)
            {
                for (byte verb = 251; verb <= 254; verb++)
                {
                    // 255 is an option too (EXTENDED-OPTIONS-LIST, RFC 861).
                    client.Decode([255, verb, (byte)option]);
                }
            }
        }

        Assert.InRange(client.Replies.Length, 256 * 2 * 3 - 15, (256 * 2 + 5 * TelnetNegotiator.MostChanges) * 3);
        Assert.Equal(5, looping);
    }

    [Fact]
    public void A_break_from_the_far_end_is_counted()
    {
        var client = new TelnetClient();
        byte[] bytes = [65, 255, 243, 66];
        Assert.Equal(2, client.Decode(bytes));
        Assert.Equal(1, client.Breaks);
    }
}
