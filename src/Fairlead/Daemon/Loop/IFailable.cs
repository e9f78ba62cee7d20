namespace Fairlead.Daemon.Loop;

/// <summary>A handler or bulk source that wants to know when it has let an exception out and
/// was taken out of the loop.</summary>
interface IFailable
{
    /// <summary>Ends what the handler stands for. On the loop.</summary>
    void Failed(Exception exception);
}
