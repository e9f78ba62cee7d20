namespace Fairlead.Protocols.Telnet;

/// <summary>One side of one option, in the states of RFC 1143 section 7.</summary>
enum TelnetOptionState : byte
{
    No,
    Yes,
    WantNo,

    /// <summary>WANTNO with the opposite queued.</summary>
    WantNoOpposite,
    WantYes,

    /// <summary>WANTYES with the opposite queued.</summary>
    WantYesOpposite,
}
