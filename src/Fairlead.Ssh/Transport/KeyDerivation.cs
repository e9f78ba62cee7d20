using System.Security.Cryptography;

namespace Fairlead.Ssh.Transport;

/// <summary>Keys from the shared secret and the exchange hash, RFC 4253 section 7.2.</summary>
static class KeyDerivation
{
    /// <summary>Fills <paramref name="key"/> with HASH(K, H, letter, session_id) and its extensions.</summary>
    /// <param name="sharedSecret">K, encoded with its length.</param>
    /// <param name="letter">'A' to 'F'.</param>
    public static void Derive(
        HashAlgorithmName algorithm,
        ReadOnlySpan<byte> sharedSecret,
        ReadOnlySpan<byte> exchangeHash,
        char letter,
        ReadOnlySpan<byte> sessionId,
        Span<byte> key)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        Span<byte> block = stackalloc byte[hash.HashLengthInBytes];
        int done = 0;
        while (done < key.Length)
        {
            hash.AppendData(sharedSecret);
            hash.AppendData(exchangeHash);
            if (done == 0)
            {
                hash.AppendData([(byte)letter]);
                hash.AppendData(sessionId);
            }
            else
            {
                hash.AppendData(key[..done]);
            }

            hash.GetHashAndReset(block);
            int take = Math.Min(block.Length, key.Length - done);
            block[..take].CopyTo(key[done..]);
            done += take;
        }

        CryptographicOperations.ZeroMemory(block);
    }
}
