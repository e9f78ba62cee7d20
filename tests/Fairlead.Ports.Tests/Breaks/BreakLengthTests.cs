namespace Fairlead.Ports.Tests.Breaks;

public sealed class BreakLengthTests
{
    /// <summary>RFC 4335 section 3: 0 is the default, shorter than 500 ms is 500 ms, longer than 3 s is 3 s.</summary>
    [Theory]
    [InlineData(0u, 500)]
    [InlineData(1u, 500)]
    [InlineData(100u, 500)]
    [InlineData(499u, 500)]
    [InlineData(500u, 500)]
    [InlineData(700u, 700)]
    [InlineData(3000u, 3000)]
    [InlineData(3001u, 3000)]
    [InlineData(9000u, 3000)]
    [InlineData(uint.MaxValue, 3000)]
    public void A_request_is_held_within_the_limits_of_the_RFC(uint asked, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), BreakLength.FromRequest(asked));

    [Fact]
    public void A_port_may_have_a_default_of_its_own()
    {
        TimeSpan own = TimeSpan.FromMilliseconds(250);
        Assert.Equal(own, BreakLength.FromRequest(0, own));
        Assert.Equal(TimeSpan.FromMilliseconds(500), BreakLength.FromRequest(100, own));
    }
}
