namespace Fairlead.Ssh.Transport;

/// <summary>What was agreed for one direction.</summary>
/// <param name="Mac">Null if the cipher brings its own integrity.</param>
sealed record PacketProtection(CipherAlgorithm Cipher, MacAlgorithm? Mac);
