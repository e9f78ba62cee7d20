using System.Net;
using CsCheck;

namespace Fairlead.Access.Tests;

public sealed class NetworkTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.255.1.2", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("::ffff:10.0.0.0/104", "10.1.2.3", true)]
    [InlineData("::ffff:0:0/96", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "203.0.113.9", false)]
    [InlineData("::/0", "::ffff:203.0.113.9", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("192.0.2.0/25", "192.0.2.127", true)]
    [InlineData("192.0.2.0/25", "192.0.2.128", false)]
    [InlineData("2001:db8::/65", "2001:db8::7fff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8::/65", "2001:db8::8000:0:0:0", false)]
    public void An_address_is_in_the_network_or_not(string text, string address, bool expected)
    {
        Assert.True(Network.TryParse(text, out Network network, out string problem), problem);
        Assert.Equal(expected, network.Contains(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("", "\"\" is not a network")]
    [InlineData("anywhere", "\"anywhere\" is not a network")]
    [InlineData("10", "\"10\" is not a network")]
    [InlineData("10.0.0.0/", "\"10.0.0.0/\" has no prefix length from 0 to 32")]
    [InlineData("10.0.0.0/33", "\"10.0.0.0/33\" has no prefix length from 0 to 32")]
    [InlineData("10.0.0.0/-1", "\"10.0.0.0/-1\" has no prefix length from 0 to 32")]
    [InlineData("2001:db8::/129", "\"2001:db8::/129\" has no prefix length from 0 to 128")]
    [InlineData("fe80::1%eth0/64", "\"fe80::1%eth0/64\" is not a network")]
    [InlineData("::ffff:10.0.0.0/8", "\"::ffff:10.0.0.0/8\" has no prefix length from 96 to 128")]
    [InlineData("10.1.2.3/8", "\"10.1.2.3/8\" has bits set behind the prefix; the network is 10.0.0.0/8")]
    public void What_is_wrong_is_said(string text, string expected)
    {
        Assert.False(Network.TryParse(text, out _, out string problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void A_network_contains_exactly_the_addresses_that_share_its_prefix() =>
        Gen.Select(Gen.Byte.Array[4], Gen.Byte.Array[4], Gen.Int[0, 32]).Sample((a, b, length) =>
        {
            uint mask = length == 0 ? 0 : uint.MaxValue << (32 - length);
            uint left = BitConverter.ToUInt32([.. a.Reverse()]) & mask;
            IPAddress prefix = new(BitConverter.GetBytes(left).Reverse().ToArray());
            bool expected = (BitConverter.ToUInt32([.. b.Reverse()]) & mask) == left;
            return Network.TryParse($"{prefix}/{length}", out Network network, out _)
                && network.Contains(new IPAddress(b)) == expected
                && network.Contains(new IPAddress(b).MapToIPv6()) == expected;
        });
}
