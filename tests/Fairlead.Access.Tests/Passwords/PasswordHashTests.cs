using Fairlead.Access.Passwords;

namespace Fairlead.Access.Tests.Passwords;

public sealed class PasswordHashTests
{
    private const string Valid =
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$4DWKkQHbX2sCLDBFY1qJGqZmVE8o5JUX5gnFzWDVYEE";

    [Fact]
    public void A_new_hash_is_right_for_its_password_and_for_no_other()
    {
        PasswordHash hash = PasswordHash.Create("open sesame"u8);
        PasswordHash? read = PasswordHash.Parse(hash.ToPhcString(), out _);
        Assert.Equal(hash, read);
        using Argon2Memory memory = new(PasswordHash.MemoryBytes);
        Assert.True(read!.Verify("open sesame"u8, memory));
        Assert.False(read.Verify("open sesamE"u8, memory));
        Assert.False(read.Verify(""u8, memory));
    }

    [Fact]
    public void Two_hashes_of_one_password_differ() =>
        Assert.NotEqual(PasswordHash.Create("same"u8).ToPhcString(), PasswordHash.Create("same"u8).ToPhcString());

    [Fact]
    public void Every_prefix_of_a_hash_is_refused()
    {
        Assert.NotNull(PasswordHash.Parse(Valid, out _));
        int shortest = Valid.LastIndexOf('$') + 1 + 22;
        for (int length = 0; length < shortest; length++)
        {
            Assert.Null(PasswordHash.Parse(Valid[..length], out string problem));
            Assert.NotEqual("", problem);
        }
    }

    [Theory]
    [InlineData("secret", "this is no Argon2id hash")]
    [InlineData("$6$salt$hash", "this is no Argon2id hash")]
    [InlineData("$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$AAAA", "this is no Argon2id hash")]
    [InlineData(
        "$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$AAAA",
        "the Argon2id hash has other parameters than v=19$m=19456,t=2,p=1")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$AAAA", "the Argon2id hash is cut short or damaged")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$!", "the Argon2id hash is cut short or damaged")]
    public void What_is_wrong_is_said(string text, string expected)
    {
        Assert.Null(PasswordHash.Parse(text, out string problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void A_hash_never_prints_itself() => Assert.Equal("(argon2id)", $"{PasswordHash.Parse(Valid, out _)}");
}
