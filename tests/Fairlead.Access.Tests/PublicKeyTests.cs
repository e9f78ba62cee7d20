namespace Fairlead.Access.Tests;

public sealed class PublicKeyTests
{
    // Made with ssh-keygen of OpenSSH for this file; nobody holds the private halves.
    private const string Ed25519 =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBKqX12yP/qwSOuXuWuBy4X3uoM2NGuSvllrdWqGbwHZ ali"
        + "ce@laptop";

    private const string Rsa2048 =
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDIU+FH9NrTU1PO+2AQb/9fK2vCdvI8pR13gQL9eOMsGWg8"
        + "PshY8Ic+zSn4c+RPEu4H0ZhvqQd3xZKd8j8ok45RkKKlHHHGpLerFwW9OwPfiFiph9CRLSecdw3PV1GtGZNe"
        + "4JniWGuQtKjp2yi74pQSNSXzfLTewdtkVGEksLyMnek3MEdHP1DgD+7phnJlLkah5L7wIUT/mVJ8t40F+1XD"
        + "C9jcOhYMNFeqbQY96zIMwD0ObH/Y9TcyX5t/DGkhtOHHLRgmlKYqjVePGePfSozmILlu5PdwsLvB0ftkuu+d"
        + "6O//K4BQheYgUKp201npN5n7J+onz+T5fGsBzTlLUdZH";

    private const string Rsa1024 =
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDJV9xIOzYH9xuaL/sJs504M9KEFsSyvGdYbn1xHft9GvV7"
        + "nG3prEs/ZvrGpEqIY7/u/UP1Z7Ad3Ho1Sck2Qtxs49KmpSNQ8xXRZiyJxm6VHtu9vLde96I3wQpbipy2Igao"
        + "hL5Mh3MDDHPE/M6mkteQKQNvqzw9WFic97Ok3N0sCw==";

    private const string Ecdsa256 =
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBK9l4wn1P/la"
        + "WXVD7GrRh2iJazUQFjjhHFZ/Jh8ujxeG59JEJ8za7zVQGZFU/q13Fl0Qx8lHjK5oU9DszQwpjWE= ec";

    private const string Ecdsa384 =
        "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBMNIm7YewmgU"
        + "gkTwogEWHACdOWc52svBM4/95c9NxaGp/wjv5WidbCDaLJQbdbqHq74xvdUcj/JtKSL4YxY8Pq10YxGgz/8P"
        + "tVZEsEiJOazEz2unSUfBDEGb8i+J6UH7kA== ec";

    private const string Ecdsa521 =
        "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAAjP5XNgkqv"
        + "IngCwxRvlTMohgxM9IV7CSXVpbbBX3G7ECkXp2iRdT5BVUH59QGmWX4owO/D45kkIkHMkESfm2nL3QCGTl93"
        + "TgSTfsbwzDql9uRxkai1I6c6zEvCUhwTzBLFsnHC/1rtqma4XnCLXcO62UcaXOn6eO7dMrgOb8kr7jjvsA=="
        + " ec";

    [Theory]
    [InlineData(Ed25519)]
    [InlineData(Rsa2048)]
    [InlineData(Ecdsa256)]
    [InlineData(Ecdsa384)]
    [InlineData(Ecdsa521)]
    public void A_line_is_read_and_written_back(string line)
    {
        PublicKey? key = PublicKey.Parse(line, out string problem);
        Assert.Equal("", problem);
        Assert.Equal(line, key!.ToString());
        Assert.Equal(key, PublicKey.Parse("  " + line + "  ", out _));
    }

    [Fact]
    public void The_comment_may_hold_blanks() =>
        Assert.Equal("alice at home", PublicKey.Parse(Ed25519[..80] + " alice at home", out _)!.Comment);

    [Fact]
    public void Every_prefix_of_the_key_is_refused()
    {
        for (int length = 0; length < 80; length++)
        {
            Assert.Null(PublicKey.Parse(Ed25519[..length], out string problem));
            Assert.NotEqual("", problem);
        }
    }

    [Theory]
    [InlineData("", "the key type \"\" is unknown")]
    [InlineData("ssh-dss AAAA", "the key type \"ssh-dss\" is unknown")]
    [InlineData("no-pty ssh-ed25519 AAAA", "the key type \"no-pty\" is unknown")]
    [InlineData("ssh-ed25519", "behind \"ssh-ed25519\" there is no base64")]
    [InlineData("ssh-ed25519 !!!!", "behind \"ssh-ed25519\" there is no base64")]
    [InlineData("ssh-ed25519 AAAA", "the key is not of the type \"ssh-ed25519\" that stands before it")]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5", "the key is not of the type \"ssh-rsa\" that stands before it")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "the key is cut short or damaged")]
    [InlineData(Rsa1024, "the RSA key has 1024 bits, fewer than 2048")]
    public void What_is_wrong_is_said(string line, string expected)
    {
        Assert.Null(PublicKey.Parse(line, out string problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void A_key_with_something_behind_it_is_refused()
    {
        byte[] blob = [.. PublicKey.Parse(Ed25519, out _)!.Blob, 0];
        Assert.Null(PublicKey.Parse("ssh-ed25519 " + Convert.ToBase64String(blob), out string problem));
        Assert.Equal("the key is cut short or damaged", problem);
    }
}
