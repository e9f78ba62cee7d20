using System.Buffers;
using System.Security.Cryptography;
using Fairlead.Ssh.Transport;

namespace Fairlead.Ssh.Tests.Transport;

public sealed class PacketCipherTests
{
    public static TheoryData<int, int> Suites => new() { { 0, 0 }, { 1, 0 }, { 2, 0 }, { 2, 1 } };

    // NIST SP 800-38A, F.5.5 CTR-AES256.Encrypt.
    [Fact]
    public void Counter_mode_gives_the_vector_of_nist()
    {
        using var ctr = new AesCtr(
            Convert.FromHexString("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"),
            Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
        byte[] text = Convert.FromHexString(
            "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
            + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
        ctr.Transform(text.AsSpan(0, 16));
        ctr.Transform(text.AsSpan(16));
        Assert.Equal(
            "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
            + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6",
            Convert.ToHexStringLower(text));
    }

    [Fact]
    public void A_counter_carries_into_its_upper_half()
    {
        byte[] key = new byte[32];
        byte[] iv = Convert.FromHexString("0000000000000000ffffffffffffffff");
        byte[] next = Convert.FromHexString("00000000000000010000000000000000");
        byte[] expected = new byte[16];
        using var second = new AesCtr(key, next);
        second.Transform(expected);
        byte[] text = new byte[32];
        using var first = new AesCtr(key, iv);
        first.Transform(text);
        Assert.Equal(expected, text[16..]);
    }

    // RFC 5647 section 7: the packet's length is the additional data, and the nonce counts. Compared with the
    // framework's own AES-GCM; OpenSSH's is compared with in OpenSshTests.
    [Fact]
    public void Gcm_authenticates_the_length_and_counts_packets()
    {
        byte[] key = Convert.FromHexString("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        byte[] iv = Convert.FromHexString("cafebabefacedbaddecaf888");
        using var cipher = new AesGcmCipher(key, iv);
        using var reference = new AesGcm(key, 16);
        for (int i = 0; i < 3; i++)
        {
            byte[] packet = [0, 0, 0, 16, .. Enumerable.Repeat((byte)i, 16), .. new byte[16]];
            byte[] expected = new byte[16];
            byte[] tag = new byte[16];
            reference.Encrypt(iv, packet.AsSpan(4, 16), expected, tag, packet.AsSpan(0, 4));
            cipher.Seal((uint)i, packet);
            Assert.Equal([0, 0, 0, 16, .. expected, .. tag], packet);
            iv[^1]++;
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_packet_is_opened_by_the_other_side_and_by_nobody_who_changed_it(int cipher, int mac)
    {
        for (int length = 1; length < 70; length++)
        {
            byte[] payload = RandomNumberGenerator.GetBytes(length);
            byte[] packet = Seal(cipher, mac, payload);
            using PacketOpener opener = Opener(cipher, mac);
            var input = new ReadOnlySequence<byte>([.. packet]);
            Assert.True(opener.TryOpen(ref input, out ReadOnlySpan<byte> opened));
            Assert.Equal(payload, opened);
            Assert.True(input.IsEmpty);

            for (int at = 4; at < packet.Length; at += 7)
            {
                byte[] changed = [.. packet];
                changed[at] ^= 0x10;
                Assert.Throws<SshProtocolException>(() => OpenFully(cipher, mac, changed));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_part_of_a_packet_is_waited_for(int cipher, int mac)
    {
        byte[] packet = Seal(cipher, mac, [1, 2, 3]);
        using PacketOpener opener = Opener(cipher, mac);
        for (int length = 0; length < packet.Length; length++)
        {
            var part = new ReadOnlySequence<byte>(packet, 0, length);
            Assert.False(opener.TryOpen(ref part, out _));
            Assert.Equal(length, part.Length);
        }

        var whole = new ReadOnlySequence<byte>(packet);
        Assert.True(opener.TryOpen(ref whole, out _));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(5u)]
    [InlineData(13u)]
    [InlineData(65_548u)]
    [InlineData(0xfffffffcu)]
    public void An_impossible_length_is_refused_before_anything_is_waited_for(uint length)
    {
        byte[] start = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(start, length);
        using var opener = new PacketOpener();
        Assert.Throws<SshProtocolException>(() =>
        {
            var input = new ReadOnlySequence<byte>(start);
            opener.TryOpen(ref input, out _);
        });
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(255)]
    public void An_impossible_padding_is_refused(byte padding)
    {
        byte[] packet = [0, 0, 0, 12, padding, .. new byte[11]];
        using var opener = new PacketOpener();
        Assert.Throws<SshProtocolException>(() =>
        {
            var input = new ReadOnlySequence<byte>(packet);
            opener.TryOpen(ref input, out _);
        });
    }

    private static void OpenFully(int cipher, int mac, byte[] packet)
    {
        using PacketOpener opener = Opener(cipher, mac);
        var input = new ReadOnlySequence<byte>(packet);
        if (!opener.TryOpen(ref input, out _))
        {
            // A changed length of a cipher that hides it: waits for more, which then is not genuine.
            input = new ReadOnlySequence<byte>([.. packet, .. new byte[70_000]]);
            opener.TryOpen(ref input, out _);
        }
    }

    private static IPacketCipher Make(int cipher, int mac)
    {
        CipherAlgorithm algorithm = Algorithms.Ciphers[cipher];
        return algorithm.Create(
            new byte[algorithm.KeyLength], new byte[algorithm.IvLength], Algorithms.Macs[mac], new byte[32]);
    }

    private static PacketOpener Opener(int cipher, int mac)
    {
        var opener = new PacketOpener();
        opener.Use(Make(cipher, mac), resetSequence: true);
        return opener;
    }

    private static byte[] Seal(int cipher, int mac, byte[] payload)
    {
        using var sealer = new PacketSealer();
        sealer.Use(Make(cipher, mac), resetSequence: true);
        byte[] packet = new byte[BinaryPacket.TotalLength(payload.Length, sealer.Cipher)];
        payload.CopyTo(packet, BinaryPacket.HeaderLength);
        Assert.Equal(packet.Length, sealer.Seal(packet, payload.Length));
        return packet;
    }
}
