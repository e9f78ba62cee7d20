namespace Fairlead.Daemon.Loop;

/// <summary>Owner of a descriptor in the loop.</summary>
interface IPollable
{
    /// <summary>The descriptor has these events (EPOLLIN, …). Level-triggered:
    /// what is not handled comes again.</summary>
    void Ready(uint events);
}
