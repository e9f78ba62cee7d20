namespace Fairlead.Ssh.Transport;

/// <summary>One entry of the encryption algorithms, and how to make its cipher.</summary>
/// <param name="IsAead">Brings its own integrity; the mac algorithm negotiated beside it is not used.</param>
sealed record CipherAlgorithm(string Name, int KeyLength, int IvLength, bool IsAead, CipherAlgorithm.Factory Create)
{
    /// <param name="mac">Null for AEAD.</param>
    public delegate IPacketCipher Factory(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, MacAlgorithm? mac, ReadOnlySpan<byte> macKey);
}
