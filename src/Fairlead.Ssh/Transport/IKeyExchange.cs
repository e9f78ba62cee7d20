using System.Security.Cryptography;

namespace Fairlead.Ssh.Transport;

/// <summary>
/// A key exchange method of one round trip: the client's SSH_MSG_KEX_ECDH_INIT (or KEX_HYBRID_INIT) is answered with a
/// public value, and both sides have a secret (RFC 5656 section 4, RFC 8731).
/// </summary>
interface IKeyExchange
{
    string Name { get; }

    /// <summary>The hash of the exchange hash and of the key derivation.</summary>
    HashAlgorithmName Hash { get; }

    /// <summary>
    /// Computes the answer. A method that takes long does so elsewhere and completes later: nothing is received until
    /// then.
    /// </summary>
    /// <param name="clientPublic">The client's value, a copy.</param>
    ValueTask<KeyExchangeAnswer> AnswerAsync(ReadOnlyMemory<byte> clientPublic);
}

/// <summary>What a key exchange method has computed.</summary>
/// <param name="ServerPublic">The server's value.</param>
/// <param name="SharedSecret">
/// K as it goes into hashes: with its length, an mpint or a string as the method says. Wiped by the receiver.
/// </param>
readonly record struct KeyExchangeAnswer(byte[] ServerPublic, byte[] SharedSecret);
