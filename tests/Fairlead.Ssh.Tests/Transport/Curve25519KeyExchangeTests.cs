using Fairlead.Ssh.Transport;
using Fairlead.Ssh.Wire;
using Org.BouncyCastle.Math.EC.Rfc7748;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Fairlead.Ssh.Tests.Transport;

public sealed class Curve25519KeyExchangeTests
{
    // RFC 7748 section 6.1.
    [Fact]
    public void The_library_agrees_with_the_rfc_on_the_secret()
    {
        byte[] privateKey = Convert.FromHexString("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
        byte[] bob = Convert.FromHexString("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        byte[] secret = new byte[32];
        Assert.True(X25519.CalculateAgreement(privateKey, 0, bob, 0, secret, 0));
        Assert.Equal(
            "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742", Convert.ToHexStringLower(secret));
    }

    // RFC 8032 section 7.1, test 2.
    [Fact]
    public void The_library_signs_as_the_rfc_does()
    {
        byte[] seed = Convert.FromHexString("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        byte[] signature = new byte[64];
        Ed25519.Sign(seed, 0, [0x72], 0, 1, signature, 0);
        Assert.Equal(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            Convert.ToHexStringLower(signature));
    }

    [Fact]
    public async Task Both_sides_get_the_same_secret_as_an_mpint()
    {
        for (int i = 0; i < 40; i++)
        {
            byte[] privateKey = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
            byte[] publicKey = new byte[32];
            X25519.ScalarMultBase(privateKey, 0, publicKey, 0);
            KeyExchangeAnswer answer = await new Curve25519KeyExchange("curve25519-sha256").AnswerAsync(publicKey);
            byte[] secret = new byte[32];
            X25519.CalculateAgreement(privateKey, 0, answer.ServerPublic, 0, secret, 0);
            Assert.Equal(secret.AsSpan().TrimStart((byte)0).ToArray(), Read(answer.SharedSecret));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public async Task A_public_key_of_another_length_is_refused(int length) =>
        await Assert.ThrowsAsync<SshProtocolException>(async () =>
            await new Curve25519KeyExchange("curve25519-sha256").AnswerAsync(new byte[length]));

    private static byte[] Read(byte[] mpint)
    {
        var reader = new SshReader(mpint);
        byte[] number = reader.ReadUnsignedMpint().ToArray();
        reader.ExpectEnd();
        return number;
    }
}
