using System.Security.Cryptography;
using Fairlead.Ssh.Transport;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.UserAuth;

/// <summary>
/// The authentication protocol, RFC 4252: nothing but its own requests is taken until a user is in, and every failure
/// looks the same.
/// </summary>
sealed class UserAuthLayer(
    TransportLayer transport, SshServerOptions options, ISshConnectionHandler handler, LoginGrace grace)
{
    // Agents offer all their keys, so a query costs less than an attempt; but it is not free.
    private const int QueriesForOneTry = 4;

    private string? _user;
    private int _failures;
    private int _queries;

    /// <summary>Returns when a user is in.</summary>
    public async Task AuthenticateAsync()
    {
        while (!TryReceiveServiceRequest())
        {
            await transport.WaitAsync();
        }

        bool accepted = false;
        while (!accepted)
        {
            if (TryReceiveRequest(out ValueTask<bool> decision))
            {
                accepted = await decision;
            }
            else
            {
                await transport.WaitAsync();
            }
        }

        transport.RenewsKeys = true;
    }

    private bool TryReceiveServiceRequest()
    {
        if (!transport.TryReceive(out ReadOnlySpan<byte> payload))
        {
            return false;
        }

        var reader = new SshReader(payload);
        if (reader.ReadMessageNumber() != MessageNumber.SSH_MSG_SERVICE_REQUEST)
        {
            throw SshProtocolException.Protocol($"message {payload[0]} before authentication");
        }

        if (!reader.ReadString().SequenceEqual("ssh-userauth"u8))
        {
            throw new SshProtocolException(DisconnectReason.ServiceNotAvailable, "only ssh-userauth can come first");
        }

        reader.ExpectEnd();
        AuthReplies.SendServiceAccept(transport);
        return true;
    }

    private bool TryReceiveRequest(out ValueTask<bool> decision)
    {
        decision = default;
        if (!transport.TryReceive(out ReadOnlySpan<byte> payload))
        {
            return false;
        }

        if (payload[0] != (byte)MessageNumber.SSH_MSG_USERAUTH_REQUEST)
        {
            throw SshProtocolException.Protocol($"message {payload[0]} before authentication");
        }

        var reader = new SshReader(payload);
        AuthRequest request = AuthRequest.Read(ref reader);
        BeginWith(request);
        decision = request.Method switch
        {
            _ when request.Method.SequenceEqual("none"u8) => new(RefuseNone()),
            _ when request.Method.SequenceEqual("password"u8) => CheckPasswordAsync(ReadPassword(ref reader)),
            _ when request.Method.SequenceEqual("publickey"u8) => CheckPublicKey(ref reader, payload),
            _ => new(Fail(null)),
        };
        return true;
    }

    private void BeginWith(in AuthRequest request)
    {
        if (!request.Service.SequenceEqual("ssh-connection"u8))
        {
            throw new SshProtocolException(DisconnectReason.ServiceNotAvailable, "only ssh-connection can follow");
        }

        if (_user is null)
        {
            _user = request.User;
            if (options.Banner is { } banner)
            {
                AuthReplies.SendBanner(transport, banner);
            }
        }
        else if (_user != request.User)
        {
            throw SshProtocolException.Protocol("the user name changed during authentication");
        }
    }

    private bool RefuseNone()
    {
        CountQuery();
        AuthReplies.SendFailure(transport);
        return false;
    }

    // Null: the client wants to change a password, which is refused like a wrong one.
    private byte[]? ReadPassword(ref SshReader reader)
    {
        PasswordRequest request = PasswordRequest.Read(ref reader);
        byte[]? password = request.IsChange ? null : request.Password.ToArray();
        transport.WipeLast();
        return password;
    }

    private async ValueTask<bool> CheckPasswordAsync(byte[]? password)
    {
        if (password is null)
        {
            return Fail("password");
        }

        try
        {
            return await DecideAsync(handler.PasswordAsync(_user!, password, grace.Over))
                ? Succeed("password", null)
                : Fail("password");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    private ValueTask<bool> CheckPublicKey(ref SshReader reader, ReadOnlySpan<byte> payload)
    {
        PublicKeyRequest request = PublicKeyRequest.Read(ref reader, payload.Length);
        ISignatureAlgorithm? algorithm = SignatureAlgorithms.Find(request.Algorithm);
        bool usable = algorithm is not null && SignatureAlgorithms.Suits(algorithm, request.Blob);
        byte[] blob = request.Blob.ToArray();
        if (!request.IsSigned)
        {
            CountQuery();
            return AnswerQueryAsync(usable ? algorithm : null, blob);
        }

        bool genuine = usable && SignatureAlgorithms.Verify(
            algorithm!, request.Blob, Signed(payload[..request.SignedLength]), request.Signature);
        return CheckKeyAsync(genuine, blob);
    }

    private async ValueTask<bool> AnswerQueryAsync(ISignatureAlgorithm? algorithm, byte[] blob)
    {
        if (algorithm is not null
            && await DecideAsync(handler.PublicKeyAsync(_user!, blob, signed: false, grace.Over)))
        {
            AuthReplies.SendPublicKeyOk(transport, algorithm.Name, blob);
        }
        else
        {
            AuthReplies.SendFailure(transport);
        }

        return false;
    }

    private async ValueTask<bool> CheckKeyAsync(bool genuine, byte[] blob) =>
        genuine && await DecideAsync(handler.PublicKeyAsync(_user!, blob, signed: true, grace.Over))
            ? Succeed("publickey", SshPublicKey.Fingerprint(blob))
            : Fail("publickey");

    // The data of RFC 4252 section 7: the session id as a string, then the request as it was sent.
    private byte[] Signed(ReadOnlySpan<byte> request)
    {
        byte[] data = new byte[4 + transport.SessionId.Length + request.Length];
        var writer = new SshWriter(data);
        writer.WriteString(transport.SessionId);
        writer.WriteBytes(request);
        return data;
    }

    private async ValueTask<bool> DecideAsync(ValueTask<bool> decision)
    {
        try
        {
            return await decision;
        }
        catch (OperationCanceledException) when (grace.Over.IsCancellationRequested)
        {
            // What comes next from the transport is the reason why.
            return false;
        }
    }

    private bool Succeed(string method, string? fingerprint)
    {
        if (grace.Over.IsCancellationRequested)
        {
            return false;
        }

        AuthReplies.SendSuccess(transport);
        handler.Authenticated(_user!, method, fingerprint);
        return true;
    }

    private bool Fail(string? method)
    {
        if (grace.Over.IsCancellationRequested)
        {
            return false;
        }

        _failures++;
        if (method is not null)
        {
            handler.AuthenticationFailed(_user!, method);
        }

        ThrowIfTooMany();
        AuthReplies.SendFailure(transport);
        return false;
    }

    private void CountQuery()
    {
        _queries++;
        ThrowIfTooMany();
    }

    private void ThrowIfTooMany()
    {
        if (_failures >= options.MaxAuthTries || _queries > options.MaxAuthTries * QueriesForOneTry)
        {
            throw new SshProtocolException(
                DisconnectReason.NoMoreAuthMethodsAvailable, "too many authentication failures");
        }
    }
}
