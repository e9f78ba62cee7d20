using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Tests.Wire;

public sealed class SshReaderTests
{
    // RFC 4251 section 5: the examples of mpint that are not negative.
    [Theory]
    [InlineData("", "00000000")]
    [InlineData("09a378f9b2e332a7", "0000000809a378f9b2e332a7")]
    [InlineData("80", "000000020080")]
    [InlineData("00000080", "000000020080")]
    public void Mpints_are_those_of_the_rfc(string number, string encoded)
    {
        byte[] buffer = new byte[64];
        var writer = new SshWriter(buffer);
        writer.WriteUnsignedMpint(Convert.FromHexString(number));
        Assert.Equal(encoded, Convert.ToHexStringLower(writer.Written));
        var reader = new SshReader(writer.Written);
        string read = Convert.ToHexStringLower(reader.ReadUnsignedMpint());
        Assert.Equal(number.TrimStart('0').Length, read.TrimStart('0').Length);
        reader.ExpectEnd();
    }

    [Fact]
    public void A_negative_mpint_is_refused() => Assert.Throws<SshProtocolException>(static () =>
        new SshReader(Convert.FromHexString("00000002edcc")).ReadUnsignedMpint());

    [Theory]
    [InlineData("ffffffff")]
    [InlineData("80000000")]
    [InlineData("00000001")]
    [InlineData("0000000261")]
    public void A_length_beyond_the_message_is_refused(string bytes) => Assert.Throws<SshProtocolException>(() =>
        new SshReader(Convert.FromHexString(bytes)).ReadString());

    [Fact]
    public void What_is_left_over_is_refused() => Assert.Throws<SshProtocolException>(static () =>
    {
        var reader = new SshReader([1, 2]);
        reader.ReadByte();
        reader.ExpectEnd();
    });

    [Fact]
    public void A_text_that_is_too_long_is_refused() => Assert.Throws<SshProtocolException>(static () =>
    {
        byte[] buffer = new byte[64];
        var writer = new SshWriter(buffer);
        writer.WriteString("12345");
        new SshReader(writer.Written).ReadText(4);
    });
}
