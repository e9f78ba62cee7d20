using CsCheck;
using Fairlead.Access.Passwords;
using Org.BouncyCastle.Crypto.Digests;

namespace Fairlead.Access.Tests.Passwords;

public sealed class Blake2bTests
{
    [Fact]
    public void The_example_of_RFC_7693_appendix_A_comes_out()
    {
        byte[] hash = new byte[64];
        Blake2b.Hash("abc"u8, hash);
        Assert.Equal(
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
            Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void BouncyCastle_computes_the_same_however_the_data_is_cut()
    {
        Gen.Select(Gen.Byte.Array[0, 600], Gen.Int[1, 64], Gen.Int[1, 200]).Sample((data, length, cut) =>
        {
            byte[] expected = new byte[length];
            Blake2bDigest digest = new(8 * length);
            digest.BlockUpdate(data, 0, data.Length);
            digest.DoFinal(expected, 0);

            byte[] hash = new byte[length];
            Blake2b blake = new(length);
            foreach (byte[] piece in data.Chunk(cut))
            {
                blake.Append(piece);
            }

            blake.Finish(hash);
            return hash.AsSpan().SequenceEqual(expected);
        });
    }
}
