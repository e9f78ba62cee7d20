using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Keys;

/// <summary>OpenSSH's private key file, unencrypted: PROTOCOL.key of OpenSSH.</summary>
static class OpenSshPrivateKey
{
    private const string Label = "OPENSSH PRIVATE KEY";
    private const int LineLength = 70;

    // The cipher "none" has this block size.
    private const int Block = 8;

    private static ReadOnlySpan<byte> Magic => "openssh-key-v1\0"u8;

    /// <exception cref="FormatException">What is wrong with the file.</exception>
    public static SshHostKey Load(ReadOnlySpan<byte> pem)
    {
        byte[] data = Decode(pem);
        try
        {
            return Read(data);
        }
        catch (SshProtocolException e)
        {
            throw new FormatException($"private key file is damaged: {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(data);
        }
    }

    public static byte[] Export(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> point, ReadOnlySpan<byte> blob)
    {
        Span<byte> inner = stackalloc byte[256];
        var secret = new SshWriter(inner);
        uint check = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
        secret.WriteUInt32(check);
        secret.WriteUInt32(check);
        secret.WriteString(Ed25519HostKey.Name);
        secret.WriteString(point);
        secret.WriteUInt32((uint)(seed.Length + point.Length));
        secret.WriteBytes(seed);
        secret.WriteBytes(point);
        secret.WriteString([]);
        for (byte pad = 1; secret.Length % Block != 0; pad++)
        {
            secret.WriteByte(pad);
        }

        Span<byte> outer = stackalloc byte[512];
        var writer = new SshWriter(outer);
        writer.WriteBytes(Magic);
        writer.WriteString("none"u8);
        writer.WriteString("none"u8);
        writer.WriteString([]);
        writer.WriteUInt32(1);
        writer.WriteString(blob);
        writer.WriteString(secret.Written);
        byte[] file = Encode(writer.Written);
        CryptographicOperations.ZeroMemory(inner);
        CryptographicOperations.ZeroMemory(outer);
        return file;
    }

    private static Ed25519HostKey Read(ReadOnlySpan<byte> data)
    {
        var reader = new SshReader(data);
        if (reader.Remaining < Magic.Length || !reader.ReadBytes(Magic.Length).SequenceEqual(Magic))
        {
            throw new FormatException("not an OpenSSH private key");
        }

        if (!reader.ReadString().SequenceEqual("none"u8))
        {
            throw new FormatException("private key has a passphrase; a server's key must have none");
        }

        reader.ReadString();
        reader.ReadString();
        if (reader.ReadUInt32() != 1)
        {
            throw new FormatException("private key file does not hold exactly one key");
        }

        reader.ReadString();
        var secret = new SshReader(reader.ReadString());
        if (secret.ReadUInt32() != secret.ReadUInt32())
        {
            throw new FormatException("private key file is damaged: check numbers differ");
        }

        string algorithm = secret.ReadText(64);
        if (algorithm != Ed25519HostKey.Name)
        {
            throw new FormatException($"private key is {algorithm}, expected {Ed25519HostKey.Name}");
        }

        ReadOnlySpan<byte> point = secret.ReadString();
        ReadOnlySpan<byte> pair = secret.ReadString();
        if (pair.Length != 64 || !pair[32..].SequenceEqual(point))
        {
            throw new FormatException("private key file is damaged: key has a wrong length");
        }

        var key = new Ed25519HostKey(pair[..Ed25519HostKey.SeedLength]);
        return key.PublicKey.Span[^32..].SequenceEqual(point)
            ? key
            : throw new FormatException("private key file is damaged: public and private key do not match");
    }

    private static byte[] Decode(ReadOnlySpan<byte> pem)
    {
        char[] text = new char[pem.Length];
        byte[] data = new byte[pem.Length];
        try
        {
            for (int i = 0; i < pem.Length; i++)
            {
                text[i] = (char)pem[i];
            }

            if (!PemEncoding.TryFind(text, out PemFields fields)
                || !text.AsSpan()[fields.Label].SequenceEqual(Label)
                || !Convert.TryFromBase64Chars(text.AsSpan()[fields.Base64Data], data, out int length))
            {
                throw new FormatException($"expected -----BEGIN {Label}-----");
            }

            return data[..length];
        }
        finally
        {
            text.AsSpan().Clear();
            CryptographicOperations.ZeroMemory(data);
        }
    }

    private static byte[] Encode(ReadOnlySpan<byte> data)
    {
        byte[] base64 = new byte[Base64.GetMaxEncodedToUtf8Length(data.Length)];
        Base64.EncodeToUtf8(data, base64, out _, out int length);
        using var file = new MemoryStream();
        file.Write(Encoding.ASCII.GetBytes($"-----BEGIN {Label}-----\n"));
        for (int at = 0; at < length; at += LineLength)
        {
            file.Write(base64.AsSpan(at, Math.Min(LineLength, length - at)));
            file.WriteByte((byte)'\n');
        }

        file.Write(Encoding.ASCII.GetBytes($"-----END {Label}-----\n"));
        CryptographicOperations.ZeroMemory(base64);
        byte[] result = file.ToArray();
        CryptographicOperations.ZeroMemory(file.GetBuffer());
        return result;
    }
}
