using System.Net;

namespace Fairlead.Access.Tests;

public sealed class SourceAddressTests
{
    [Theory]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:0:0:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("0.0.0.0", "::", false)]
    public void Addresses_are_one_source_or_two(string left, string right, bool same) =>
        Assert.Equal(
            same, SourceAddress.Of(IPAddress.Parse(left)) == SourceAddress.Of(IPAddress.Parse(right)));

    [Fact]
    public void The_local_socket_is_a_source_of_its_own()
    {
        Assert.Equal(SourceAddress.Of(null), SourceAddress.Of(null));
        Assert.NotEqual(SourceAddress.Of(null), SourceAddress.Of(IPAddress.Any));
        Assert.NotEqual(SourceAddress.Of(null), SourceAddress.Of(IPAddress.IPv6Any));
    }
}
