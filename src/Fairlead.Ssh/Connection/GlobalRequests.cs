using Fairlead.Ssh.Transport;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Connection;

/// <summary>SSH_MSG_GLOBAL_REQUEST, RFC 4254 section 4. All that is granted is to open no more sessions.</summary>
sealed class GlobalRequests(TransportLayer transport)
{
    /// <summary>The client has promised to open no more sessions (OpenSSH's PROTOCOL, section 2.2).</summary>
    public bool NoMoreSessions { get; private set; }

    public void Receive(ref SshReader reader)
    {
        ReadOnlySpan<byte> name = reader.ReadString();
        bool wantReply = reader.ReadBoolean();
        bool granted = name.SequenceEqual("no-more-sessions@openssh.com"u8);
        if (granted)
        {
            reader.ExpectEnd();
            NoMoreSessions = true;
        }

        // keepalive@openssh.com is meant to be answered with a failure: any answer shows that we live.
        if (wantReply)
        {
            transport.Send(
                [(byte)(granted ? MessageNumber.SSH_MSG_REQUEST_SUCCESS : MessageNumber.SSH_MSG_REQUEST_FAILURE)]);
        }
    }
}
