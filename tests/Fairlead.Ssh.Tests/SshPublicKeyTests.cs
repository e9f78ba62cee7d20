namespace Fairlead.Ssh.Tests;

public sealed class SshPublicKeyTests
{
    private static readonly string s_key = Convert.ToBase64String(SshHostKey.CreateEd25519().PublicKey.Span);

    [Theory]
    [InlineData("ssh-ed25519 KEY")]
    [InlineData("  ssh-ed25519\tKEY alice@laptop with words")]
    public void A_line_with_a_key_is_read(string line) =>
        Assert.Equal(
            Convert.FromBase64String(s_key),
            SshPublicKey.ParseAuthorizedKey(line.Replace("KEY", s_key, StringComparison.Ordinal)));

    [Theory]
    [InlineData("", "expected a key type")]
    [InlineData("KEY", "expected a key type")]
    [InlineData("ssh-dss KEY", "key type ssh-dss is not one of ssh-ed25519")]
    [InlineData("ssh-rsa KEY", "not of the type ssh-rsa")]
    [InlineData("ssh-ed25519 not*base64", "not base64")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==", "damaged")]
    [InlineData("command=\"x\" ssh-ed25519 KEY", "key type command=\"x\" is not one of")]
    public void What_is_wrong_is_said(string line, string expected)
    {
        FormatException refused = Assert.Throws<FormatException>(
            () => SshPublicKey.ParseAuthorizedKey(line.Replace("KEY", s_key, StringComparison.Ordinal)));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
