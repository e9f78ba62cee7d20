namespace Fairlead.Ssh.Connection;

/// <summary>A channel and what is known of its requests.</summary>
sealed record OpenChannel(SshChannel Channel, ChannelRequests Requests);
