namespace Fairlead.Ssh.Connection;

/// <summary>Why a channel is refused, RFC 4254 section 5.1.</summary>
enum OpenFailure : uint
{
    SSH_OPEN_ADMINISTRATIVELY_PROHIBITED = 1,
    SSH_OPEN_CONNECT_FAILED = 2,
    SSH_OPEN_UNKNOWN_CHANNEL_TYPE = 3,
    SSH_OPEN_RESOURCE_SHORTAGE = 4,
}
