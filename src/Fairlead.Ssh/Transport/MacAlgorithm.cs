using System.Security.Cryptography;

namespace Fairlead.Ssh.Transport;

/// <summary>One entry of the mac algorithms: an HMAC, of which the key is as long as the result.</summary>
sealed record MacAlgorithm(string Name, HashAlgorithmName Hash, int Length, bool EncryptThenMac);
