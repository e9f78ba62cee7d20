using Fairlead.RingPeer;

return args switch
{
    ["write", string ring] => Peer.WriteUntilKilled(ring),
    ["copy", string ring, string source] => Peer.CopyUntilKilled(ring, source),
    ["die", string ring, string source] => Peer.DieBetweenReadingAndCommitting(ring, source),
    _ => 2,
};
